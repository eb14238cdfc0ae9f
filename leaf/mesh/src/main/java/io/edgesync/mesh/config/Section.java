package io.edgesync.mesh.config;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A map of the configuration, field by field. */
final class Section {
  private static final String NO_CLUSTER = "servers here do not form clusters: leafnode links connect them";
  private static final String NO_STREAMS = "there is no JetStream here";
  private static final String NO_SHARING = "accounts share nothing here";
  private static final String NO_MQTT = "there is no MQTT here";
  /** Options of nats-server that are not supported, in any map, and why. */
  private static final Map<String, String> REFUSED = Map.ofEntries(Map.entry("cluster", NO_CLUSTER),
      Map.entry("gateway", "there are no gateways here"), Map.entry("jetstream", NO_STREAMS),
      Map.entry("store_dir", NO_STREAMS), Map.entry("storedir", NO_STREAMS), Map.entry("mqtt", NO_MQTT),
      Map.entry("exports", NO_SHARING), Map.entry("imports", NO_SHARING),
      Map.entry("mappings", "subjects are not mapped"),
      Map.entry("maps", "subjects are not mapped"), Map.entry("limits", "accounts have no limits of their own"));
  /** Further ones whose name says enough. */
  private static final List<String> UNSUPPORTED = List.of("syslog", "remote_syslog", "prof_port", "ocsp", "ocsp_cache",
      "max_traced_msg_len", "client_advertise", "trace_verbose", "disable_sublist_cache", "no_sublist_cache",
      "no_header_support",
      "connect_error_reports", "reconnect_error_reports", "resolver_tls", "resolver_pinned_accounts", "auth_callout",
      "connection_rate_limit", "curve_preferences", "verify_cert_and_check_known_urls", "advertise",
      "leafnode_advertise", "no_advertise", "min_version", "minimum_version", "compression", "insecure",
      "proxy_protocol",
      "default_js_domain", "server_tags", "server_metadata", "max_closed_clients", "no_fast_producer_stall",
      "no_randomize", "dont_randomize", "hub", "deny_imports", "deny_import", "deny_exports", "deny_export",
      "ws_compress", "ws_compression", "websocket_compress", "websocket_compression", "ws_no_masking",
      "websocket_no_masking", "js_cluster_migrate", "jetstream_cluster_migrate", "isolate_leafnode_interest",
      "first_info_timeout", "http_headers", "min_tls_version", "cert_store", "certs", "feature_flags");

  /** Takes a field; false for a name that it does not know. */
  interface Fields {
    boolean take(String name, Value value) throws ConfigException;
  }

  private Section() {}

  /** Hands over each field, its name in lower case; what is not taken is a problem. */
  static void read(Value.Block block, Problems problems, Fields fields) {
    block.fields().forEach((key, value) -> problems.attempt(value.at(), () -> {
      String name = key.toLowerCase(Locale.ROOT);
      if (!fields.take(name, value) && !block.variables().contains(key)) {
        refuse(key, name, value);
      }
    }));
  }

  private static void refuse(String key, String name, Value value) throws ConfigException {
    boolean off = value instanceof Value.Flag(boolean isSet, Position _) && !isSet;
    if (REFUSED.containsKey(name) || UNSUPPORTED.contains(name)) {
      if (!off) {
        String why = REFUSED.get(name);
        throw new ConfigException(value.at(),
            "field \"" + key + "\" is not supported" + (why == null ? "" : ": " + why));
      }
      return;
    }
    throw new ConfigException(value.at(), "unknown field \"" + key + "\"");
  }
}
