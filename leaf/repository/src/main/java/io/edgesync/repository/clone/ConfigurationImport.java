package io.edgesync.repository.clone;

import io.edgesync.repository.database.SqlSession;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes over configuration that a server sent with a clone. Only what Fossil itself synchronises is taken: anything else, hooks for example,
 * would let the server decide what runs here. Source: {@code src/configure.c}; fossil-xfer reference 2.8.
 */
final class ConfigurationImport {

  /** A table that config cards fill: its key column and the columns they may set. */
  private record Area(String table, String key, Set<String> columns) {}

  private static final Map<String, Area> AREAS = Map.of(
      "/config", new Area("config", "name", Set.of("value")),
      "/shun", new Area("shun", "uuid", Set.of("scom")),
      "/reportfmt", new Area("reportfmt", "title", Set.of("owner", "cols", "sqlcode", "jx")),
      "/concealed", new Area("concealed", "hash", Set.of("content")),
      "/user", new Area("user", "login", Set.of("pw", "cap", "info", "photo", "jx")));

  private static final Set<String> SETTINGS = Set.of("project-name", "short-project-name", "project-description",
      "index-page", "manifest", "binary-glob", "clean-glob", "encoding-glob", "ignore-glob", "keep-glob", "crlf-glob",
      "crnl-glob", "empty-dirs", "dotfiles", "allow-symlinks", "parent-project-code", "parent-project-name",
      "hash-policy",
      "comment-format", "mimetypes", "forbid-delta-manifests", "mv-rm-files", "css", "header", "footer", "mainmenu",
      "details", "js", "logo-mimetype", "logo-image", "background-mimetype", "background-image", "icon-mimetype",
      "icon-image", "timeline-block-markup", "timeline-date-format", "timeline-default-style", "timeline-dwelltime",
      "timeline-closetime", "timeline-hard-newlines", "timeline-max-comment", "timeline-plaintext",
      "timeline-truncate-at-blank", "timeline-tslink-info", "timeline-utc", "adunit", "adunit-omit-if-admin",
      "adunit-omit-if-user", "default-csp", "sitemap-extra", "safe-html", "ticket-table", "ticket-common",
      "ticket-change",
      "ticket-newpage", "ticket-viewpage", "ticket-editpage", "ticket-reportlist", "ticket-report-template",
      "ticket-key-template", "ticket-title-expr", "ticket-status-column", "ticket-closed-expr", "user-color-map");

  private ConfigurationImport() {}

  /** Stores one card's row where it is newer than what is here; drops what is malformed or not taken from servers. */
  static void apply(SqlSession session, String areaName, byte[] payload) throws SQLException {
    Area area = AREAS.get(areaName);
    ConfigurationCard card = area == null ? null : ConfigurationCard.parse(payload);
    if (area == null || card == null || (area.table().equals("config") && !isTaken(card.key()))) {
      return;
    }
    List<String> columns = new ArrayList<>(List.of(area.key(), "mtime"));
    List<@Nullable Object> values = new ArrayList<>(List.of(card.key(), card.mtime()));
    card.columns().forEach((column, value) -> {
      if (area.columns().contains(column)) {
        columns.add(column);
        values.add(value);
      }
    });
    StringBuilder sql = new StringBuilder("INSERT INTO ").append(area.table()).append('(')
        .append(String.join(", ", columns)).append(") VALUES(").append("?, ".repeat(columns.size() - 1))
        .append("?) ON CONFLICT(").append(area.key()).append(") DO UPDATE SET ");
    for (int i = 1; i < columns.size(); i++) {
      sql.append(i > 1 ? ", " : "").append(columns.get(i)).append("=excluded.").append(columns.get(i));
    }
    sql.append(" WHERE ").append(area.table()).append(".mtime<excluded.mtime");
    session.update(sql.toString(), values.toArray());
  }

  private static boolean isTaken(Object key) {
    return key instanceof String name
        && (SETTINGS.contains(name) || name.startsWith("walias:/") || name.startsWith("interwiki:"));
  }
}
