package io.edgesync.repository.configuration;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A table whose rows travel in {@code config} cards: its key, and the columns that a card may set. Source: {@code src/configure.c}. */
enum ConfigurationTable {
  /** Settings. */
  CONFIG("config", "name", ConfigurationGroup.none(), "value"),
  /** Users, by login. */
  USER("user", "login", EnumSet.of(ConfigurationGroup.USER), "pw", "cap", "info", "photo", "jx"),
  /** Names of artifacts that must not be here. */
  SHUN("shun", "uuid", EnumSet.of(ConfigurationGroup.SHUN), "scom"),
  /** Formats of ticket reports. */
  REPORT("reportfmt", "title", EnumSet.of(ConfigurationGroup.TICKET), "owner", "cols", "sqlcode", "jx"),
  /** E-mail addresses that tickets show as hashes. */
  CONCEALED("concealed", "hash", EnumSet.of(ConfigurationGroup.ADDRESS), "content"),
  /** Who gets alerts by e-mail. */
  SUBSCRIBER("subscriber", "semail", EnumSet.of(ConfigurationGroup.SUBSCRIBER), "suname", "sdigest", "sdonotcall",
      "ssub", "sctime", "smip");

  private final String table;
  private final String key;
  @SuppressWarnings("ImmutableEnumChecker") // What copyOf makes nobody can change.
  private final Set<ConfigurationGroup> groups;
  @SuppressWarnings("ImmutableEnumChecker") // As above.
  private final List<String> columns;

  ConfigurationTable(String table, String key, Set<ConfigurationGroup> groups, String... columns) {
    this.table = table;
    this.key = key;
    this.groups = Set.copyOf(groups);
    this.columns = List.of(columns);
  }

  /** The table that a card's area names, null where it names none. */
  static @Nullable ConfigurationTable of(String area) {
    for (ConfigurationTable each : values()) {
      if (each.area().equals(area)) {
        return each;
      }
    }
    return null;
  }

  /** As cards name it. */
  String area() {
    return "/" + table;
  }

  String table() {
    return table;
  }

  String key() {
    return key;
  }

  List<String> columns() {
    return columns;
  }

  /** The groups that the row of {@code keyValue} belongs to, none where it is not one that travels. */
  Set<ConfigurationGroup> groupsOf(String keyValue) {
    return this == CONFIG ? SyncedSettings.groupsOf(keyValue) : groups;
  }
}
