package io.edgesync.repository.configuration;

import static io.edgesync.repository.configuration.ConfigurationGroup.ALIAS;
import static io.edgesync.repository.configuration.ConfigurationGroup.CSS;
import static io.edgesync.repository.configuration.ConfigurationGroup.INTERWIKI;
import static io.edgesync.repository.configuration.ConfigurationGroup.PROJECT;
import static io.edgesync.repository.configuration.ConfigurationGroup.SKIN;
import static io.edgesync.repository.configuration.ConfigurationGroup.TICKET;
import static io.edgesync.repository.configuration.ConfigurationGroup.TRANSFER;
import static io.edgesync.repository.configuration.ConfigurationGroup.USER;

import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The names in {@code config} that travel, and in which group: no others are sent or taken, so that nobody decides from afar which programs run
 * here. Settings that Fossil marks as sensitive ({@code tcl}, {@code th1-docs} …) are not among them, as from 2.25 on. Source: {@code
 * src/configure.c}, the table of 2.21.
 */
final class SyncedSettings {

  static final String ALIAS_PREFIX = "walias:/";
  static final String INTERWIKI_PREFIX = "interwiki:";

  private static final Map<String, Set<ConfigurationGroup>> GROUPS = new LinkedHashMap<>();

  static {
    put(EnumSet.of(CSS), "css");
    put(EnumSet.of(SKIN), "header", "mainmenu", "footer", "details", "js", "logo-mimetype", "logo-image",
        "background-mimetype", "background-image", "icon-mimetype", "icon-image", "timeline-block-markup",
        "timeline-date-format", "timeline-default-style", "timeline-dwelltime", "timeline-closetime",
        "timeline-max-comment", "timeline-plaintext", "timeline-truncate-at-blank", "timeline-tslink-info",
        "timeline-utc", "adunit", "adunit-omit-if-admin", "adunit-omit-if-user", "default-csp", "sitemap-extra",
        "safe-html");
    put(EnumSet.of(SKIN, TICKET, TRANSFER), "th1-setup", "th1-uri-regexp");
    put(EnumSet.of(PROJECT), "project-name", "short-project-name", "project-description", "index-page", "manifest",
        "binary-glob", "clean-glob", "ignore-glob", "keep-glob", "crlf-glob", "crnl-glob", "encoding-glob",
        "empty-dirs", "dotfiles", "parent-project-code", "parent-project-name", "hash-policy", "comment-format",
        "mimetypes", "forbid-delta-manifests", "mv-rm-files");
    put(EnumSet.of(TICKET), "ticket-table", "ticket-common", "ticket-change", "ticket-newpage", "ticket-viewpage",
        "ticket-editpage", "ticket-reportlist", "ticket-report-template", "ticket-key-template", "ticket-title-expr",
        "ticket-closed-expr");
    put(EnumSet.of(USER), "user-color-map");
    put(EnumSet.of(TRANSFER), "xfer-common-script", "xfer-push-script", "xfer-commit-script", "xfer-ticket-script");
  }

  private SyncedSettings() {}

  private static void put(Set<ConfigurationGroup> groups, String... names) {
    for (String name : names) {
      GROUPS.put(name, groups);
    }
  }

  /** In the order in which they are sent; without those that only share a prefix. */
  static Map<String, Set<ConfigurationGroup>> inOrder() {
    return Collections.unmodifiableMap(GROUPS);
  }

  /** The groups that the setting belongs to, none where it does not travel. */
  static Set<ConfigurationGroup> groupsOf(String name) {
    Set<ConfigurationGroup> groups = GROUPS.get(name);
    if (groups != null) {
      return groups;
    }
    return name.startsWith(ALIAS_PREFIX)
        ? EnumSet.of(ALIAS)
        : name.startsWith(INTERWIKI_PREFIX) ? EnumSet.of(INTERWIKI) : ConfigurationGroup.none();
  }
}
