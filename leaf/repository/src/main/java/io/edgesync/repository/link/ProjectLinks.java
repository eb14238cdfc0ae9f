package io.edgesync.repository.link;

import io.edgesync.repository.RepositoryException;
import io.edgesync.repository.database.RepositoryDatabase;
import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.setting.Settings;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The URLs by which a project is reached, and by which its repositories know each other: rows of {@code config} as stock Fossil keeps them.
 * They are notes beside a session, which neither fails nor waits where none can be made. Callable from any thread; calls block.
 */
public final class ProjectLinks {

  private static final Logger log = LoggerFactory.getLogger(ProjectLinks.class);

  /** How many rows of a kind are kept, the youngest, and how many are told of: others can name as many as they like. */
  public static final int LINKS_MAX = 100;

  /** A row that is younger says as much as a new one, and is not written again. */
  private static final int FRESH_SECONDS = 3600;

  private final RepositoryDatabase database;
  private final Settings settings;
  private final InstantSource clock;

  /** Uses what it is given without owning it. */
  public ProjectLinks(RepositoryDatabase database, Settings settings, InstantSource clock) {
    this.database = database;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * The URL that others are told of: the setting {@code email-url}, once a client has reached the repository by it ({@code baseurl:URL}).
   * Source: {@code src/stat.c, public_url()}.
   */
  public Optional<String> publicUrl() {
    return settings.get("email-url").filter(ProjectLinks::isOfUse)
        .filter(url -> settings.find("baseurl:" + url).isPresent());
  }

  /** A client came by this URL. Stock notes every one; here it is noted when it is the one that {@link #publicUrl} waits for. */
  public void servedAs(String base) {
    if (settings.get("email-url").filter(base::equals).isPresent()) {
      put("baseurl:", base, "1");
    }
  }

  /** We called this URL, and were answered. */
  public void syncedWith(String url) {
    ProjectUrl.parse(url).filter(ProjectLinks::isOfUse).ifPresent(server -> put("syncwith:", server.canonical(), "{}"));
  }

  /** Somebody who may write here says that it can be called by this URL. */
  public void syncedFrom(String url) {
    ProjectUrl.parse(url).filter(ProjectLinks::isOfUse).ifPresent(client -> put("syncfrom:", client.canonical(), "{}"));
  }

  /**
   * What a client is told that asks for other places: who synced within a month, and where mirrors are pushed to; by URL, the youngest
   * {@link #LINKS_MAX} of them. Source: {@code src/xfer.c, page_xfer()}, pragma {@code req-links}.
   *
   * @param base the URL by which the client reached us
   */
  public List<ProjectLink> told(String base) {
    long now = now();
    List<ProjectLink> found = database.read(session -> session.list(
        row -> new ProjectLink(row.getString(1), row.getString(2), row.getLong(3)),
        "SELECT url, said, mtime FROM (SELECT url, json_insert(arg, '$.src', ?) AS said, max(mtime) AS mtime FROM ("
            + "SELECT mtime, substr(name,10) AS url, '{}' AS arg FROM config"
            + " WHERE name GLOB 'syncwith:http*' OR name GLOB 'syncfrom:http*'"
            + " UNION ALL SELECT mtime, substr(name,9), '{\"type\":\"git\"}' FROM config WHERE name GLOB 'gitpush:*')"
            + " WHERE mtime>unixepoch(?, 'unixepoch', '-1 month') GROUP BY url ORDER BY 3 DESC LIMIT " + LINKS_MAX
            + ") ORDER BY url",
        base, now));
    return found.stream().flatMap(link -> ProjectUrl.parse(link.url()).filter(url -> !url.isLocalhost())
        .map(url -> new ProjectLink(url.canonical(), link.argument(), link.mtime())).stream()).toList();
  }

  /** Keeps what a server told of other places, as far as it can be that; what is known to be younger stays. */
  public void learn(Collection<ProjectLink> links) {
    note("link:", () -> keepNews(links));
  }

  private void keepNews(Collection<ProjectLink> links) {
    long now = now();
    List<ProjectLink> sound = links.stream().limit(LINKS_MAX)
        .filter(link -> link.mtime() > 0 && link.argument().length() <= 2 * ProjectUrl.LENGTH_MAX
            && !ProjectUrl.hasControls(link.argument()))
        // From a clock that is ahead it would stand for ever.
        .flatMap(link -> ProjectUrl.parse(link.url()).filter(ProjectLinks::isOfUse)
            .map(url -> new ProjectLink(url.canonical(), link.argument(), Math.min(link.mtime(), now))).stream())
        .filter(link -> database.read(session -> isNews(session, link)))
        // One place may be told of twice: the younger is written last.
        .sorted(Comparator.comparingLong(ProjectLink::mtime)).toList();
    if (!sound.isEmpty()) {
      database.note(transaction -> {
        for (ProjectLink link : sound) {
          keep(transaction.session(), "link:", link.url(), link.argument(), link.mtime());
        }
        return null;
      });
    }
  }

  private static boolean isNews(SqlSession session, ProjectLink link) throws SQLException {
    return session.any("SELECT 1 WHERE json_valid(?) AND NOT EXISTS (SELECT 1 FROM config WHERE name='link:'||?"
        + " AND mtime>=?)", link.argument(), link.url(), link.mtime());
  }

  private static void note(String kind, Runnable made) {
    try {
      made.run();
    } catch (RepositoryException e) {
      log.debug("link not kept kind={} reason={}", kind, e.getMessage());
    }
  }

  private void put(String kind, String url, String value) {
    note(kind, () -> putAnew(kind, url, value));
  }

  private void putAnew(String kind, String url, String value) {
    long now = now();
    if (database.read(session -> session.any("SELECT 1 FROM config WHERE name=?||? AND mtime>? AND mtime<=?", kind, url,
        now - FRESH_SECONDS, now))) {
      return;
    }
    database.note(transaction -> {
      keep(transaction.session(), kind, url, value, now);
      return null;
    });
  }

  /** The oldest makes way where there are too many. */
  private static void keep(SqlSession session, String kind, String url, String value, long mtime) throws SQLException {
    session.update("REPLACE INTO config(name, value, mtime) VALUES(?||?, ?, ?)", kind, url, value, mtime);
    session.update("DELETE FROM config WHERE name IN (SELECT name FROM config WHERE name GLOB ?||'*'"
        + " ORDER BY mtime DESC LIMIT -1 OFFSET " + LINKS_MAX + ")", kind);
  }

  private static boolean isOfUse(String url) {
    return ProjectUrl.parse(url).filter(ProjectLinks::isOfUse).isPresent() && url.chars().noneMatch(c -> c == ' ');
  }

  private static boolean isOfUse(ProjectUrl url) {
    return url.isHttp() && !url.isLocalhost();
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
