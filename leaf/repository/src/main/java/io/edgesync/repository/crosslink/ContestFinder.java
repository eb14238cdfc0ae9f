package io.edgesync.repository.crosslink;

import io.edgesync.repository.database.SqlSession;
import io.edgesync.repository.database.TagId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the tags of which it depends on the order of a rebuild who has them. Two things make one so: another artifact sets or cancels
 * it on a descendant of somebody on whom it was set later, or two do it on one artifact at the same time. A card in an artifact itself
 * is met before anything can be inherited, so that nothing from further up matters below it.
 */
final class ContestFinder {

  /** Beyond so many contests, and artifacts in all of them, tags stay as they came: so much can be replayed while others wait. */
  private static final int CONTESTS_MAX = 10_000;
  private static final int PLACES_MAX = 300_000;

  /** What is said of the tag on one artifact. */
  private static final class Place {
    final long rid;
    final int begin;
    final int end;
    boolean hasOwnCard;
    boolean isTwice;
    double oldestByOther = Double.MAX_VALUE;
    double youngest = Double.NEGATIVE_INFINITY;
    /** The youngest that may be inherited from here, and the artifact furthest up that may give it. */
    double youngestFromHere;
    long top;

    Place(long rid, Lineage lineage) {
      this.rid = rid;
      this.begin = lineage.begin(rid);
      this.end = lineage.end(rid);
    }

    void says(double mtime) {
      isTwice = mtime == youngest || (isTwice && mtime < youngest);
      youngest = Math.max(youngest, mtime);
    }
  }

  private final TagsOnOthers onOthers;
  private final Lineage lineage;
  private int placesLeft = PLACES_MAX;

  ContestFinder(TagsOnOthers onOthers, Lineage lineage) {
    this.onOthers = onOthers;
    this.lineage = lineage;
  }

  List<TagContest> find(SqlSession session) throws SQLException {
    Map<Integer, Map<Long, Place>> places = new LinkedHashMap<>();
    for (int tagId : onOthers.tagIds()) {
      if (tagId != TagId.PARENT && tagId != TagId.CLUSTER) {
        Map<Long, Place> ofTag = new HashMap<>();
        for (TagsOnOthers.Assertion assertion : onOthers.of(tagId)) {
          Place place = ofTag.computeIfAbsent(assertion.target(), rid -> new Place(rid, lineage));
          place.says(assertion.mtime());
          place.oldestByOther = Math.min(place.oldestByOther, assertion.mtime());
        }
        places.put(tagId, ofTag);
      }
    }
    addOwnCards(session, places);
    List<TagContest> contests = new ArrayList<>();
    for (Map.Entry<Integer, Map<Long, Place>> ofTag : places.entrySet()) {
      TagContest contest = contests.size() == CONTESTS_MAX ? null : contest(ofTag.getKey(), ofTag.getValue());
      if (contest != null) {
        contests.add(contest);
      }
    }
    return contests;
  }

  private void addOwnCards(SqlSession session, Map<Integer, Map<Long, Place>> places) throws SQLException {
    try (ResultSet row = session.prepare("SELECT tagid, rid, mtime FROM tagxref WHERE srcid=rid").executeQuery()) {
      while (row.next()) {
        Map<Long, Place> ofTag = places.get(row.getInt(1));
        if (ofTag != null) {
          Place place = ofTag.computeIfAbsent(row.getLong(2), rid -> new Place(rid, lineage));
          place.hasOwnCard = true;
          place.says(row.getDouble(3));
        }
      }
    }
  }

  private @Nullable TagContest contest(int tagId, Map<Long, Place> places) {
    Map<Long, Long> tops = new LinkedHashMap<>();
    Deque<Place> above = new ArrayDeque<>();
    for (Place place : places.values().stream().sorted(Comparator.comparingInt(each -> each.begin)).toList()) {
      while (!above.isEmpty() && (place.begin == 0 || above.peek().end < place.begin)) {
        above.pop();
      }
      Place nearest = place.hasOwnCard ? null : above.peek();
      place.top = nearest == null ? place.rid : nearest.top;
      place.youngestFromHere = nearest == null ? place.youngest : Math.max(place.youngest, nearest.youngestFromHere);
      if (place.isTwice || (nearest != null && nearest.youngestFromHere >= place.oldestByOther)) {
        tops.put(place.rid, place.top);
      }
      if (place.begin != 0) {
        above.push(place);
      }
    }
    return tops.isEmpty() ? null : contest(tagId, places, tops);
  }

  private @Nullable TagContest contest(int tagId, Map<Long, Place> places, Map<Long, Long> tops) {
    Map<Long, Long> parents = new LinkedHashMap<>();
    Set<Long> asserted = new HashSet<>();
    for (Map.Entry<Long, Long> way : tops.entrySet()) {
      Deque<Long> path = new ArrayDeque<>();
      for (long at = way.getKey(); !parents.containsKey(at); at = lineage.parent(at)) {
        if (placesLeft-- <= 0) {
          return null;
        }
        path.push(at);
        if (at == way.getValue()) {
          break;
        }
      }
      for (long rid : path) {
        long parent = lineage.parent(rid);
        parents.put(rid, parents.containsKey(parent) ? parent : 0L);
        if (places.containsKey(rid)) {
          asserted.add(rid);
        }
      }
    }
    return new TagContest(tagId, parents, asserted);
  }
}
