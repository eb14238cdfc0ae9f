package io.edgesync.agent.nats;

import io.edgesync.mesh.LinkId;
import io.edgesync.mesh.leafnode.LinkStatus;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The links of the embedded server by broadcast domain: all links of those who hang off us are one, since we pass on what each of them sends; a
 * hub that we hang off is one by itself, and so is each peer link. A domain keeps its name when its link is dialled again. Thread-safe.
 */
public final class LinkDomains {

  /** Those who hang off us. */
  static final String LEAVES = "leaves";

  private record Place(String domain, LinkStatus.Standing standing) {}

  private final Supplier<? extends Collection<LinkStatus>> links;
  private final Map<LinkId, Place> places = new HashMap<>();

  /** @param links those there are at the moment, for what comes by one before we are told that it is up */
  public LinkDomains(Supplier<? extends Collection<LinkStatus>> links) {
    this.links = links;
  }

  private static Place place(LinkStatus link, LinkId id) {
    String domain = switch (link.standing()) {
      case LEAF -> LEAVES;
      case HUB -> "hub " + link.address();
      case PEER -> link.direction() == LinkStatus.Direction.SOLICITED
          ? "peer " + link.address()
          : "peer " + (link.peerKey() == null ? id : link.peerKey());
    };
    return new Place(domain, link.standing());
  }

  /** A link is up; returns its domain. */
  public synchronized String up(LinkStatus link) {
    LinkId id = link.link();
    if (id == null) {
      throw new IllegalArgumentException("a link that is up has an id");
    }
    Place place = place(link, id);
    places.put(id, place);
    return place.domain();
  }

  /** A link is gone; returns its domain, of which others may be left. */
  public synchronized String down(LinkStatus link) {
    String domain = up(link);
    places.remove(link.link());
    return domain;
  }

  synchronized String of(LinkId id) {
    Place known = places.get(id);
    if (known != null) {
      return known.domain();
    }
    meetNew();
    Place met = places.get(id);
    return met == null ? "link " + id : met.domain();
  }

  private void meetNew() {
    for (LinkStatus link : links.get()) {
      LinkId id = link.link();
      if (id != null && link.state() == LinkStatus.State.UP) {
        places.computeIfAbsent(id, _ -> place(link, id));
      }
    }
  }

  /** How many links a domain has. */
  public synchronized int size(String domain) {
    return links(place -> place.domain().equals(domain)).size();
  }

  synchronized Set<LinkId> links(String domain) {
    return links(place -> place.domain().equals(domain));
  }

  /** The links by which nobody heard what came by that domain. */
  synchronized Set<LinkId> unreachedBy(String domain) {
    meetNew();
    Map<String, LinkStatus.Standing> standings = new LinkedHashMap<>();
    places.values().forEach(place -> standings.put(place.domain(), place.standing()));
    LinkStatus.Standing from = standings.get(domain);
    return links(place -> !place.domain().equals(domain) && !isPassedOn(from, place.standing()));
  }

  private static boolean isPassedOn(LinkStatus.@Nullable Standing from,
      LinkStatus.Standing to) {
    return switch (from) {
      case null -> false;
      case LEAF -> to != LinkStatus.Standing.PEER;
      case HUB -> to == LinkStatus.Standing.LEAF;
      case PEER -> false;
    };
  }

  private Set<LinkId> links(Predicate<Place> which) {
    Set<LinkId> found = new LinkedHashSet<>();
    places.forEach((id, place) -> {
      if (which.test(place)) {
        found.add(id);
      }
    });
    return found;
  }
}
