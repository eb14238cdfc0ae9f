package io.edgesync.agent.nats;

import io.edgesync.mesh.Delivery;
import io.edgesync.mesh.LinkId;
import io.edgesync.mesh.leafnode.LinkStatus;
import io.edgesync.xfer.round.Principal;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The links of the embedded server by broadcast domain: all links of those who hang off us are one, since we pass on what each of them sends; a
 * hub that we hang off is one by itself, and so is each peer link. A domain keeps its name when its link is dialled again. Thread-safe.
 */
public final class LinkDomains {

  /** Those who hang off us. */
  static final String LEAVES = "leaves";

  private static final Principal.Mesh CLIENT = new Principal.Mesh("nats client", null);

  private record Place(String domain, LinkStatus.Standing standing, Principal.Mesh origin, @Nullable String node) {}

  private final Supplier<? extends Collection<LinkStatus>> links;
  private final @Nullable String account;
  private final Map<LinkId, Place> places = new HashMap<>();
  /** The nodes at the other ends, null when that is to be found out anew. */
  private @Nullable Set<String> ends;

  /** @param links those there are at the moment, for what comes by one before we are told that it is up */
  public LinkDomains(Supplier<? extends Collection<LinkStatus>> links) {
    this(links, null);
  }

  /** @param account whose credentials we come in with at our hubs; null where there are none */
  public LinkDomains(Supplier<? extends Collection<LinkStatus>> links, @Nullable String account) {
    this.links = links;
    this.account = account;
  }

  private Place place(LinkStatus link, LinkId id) {
    String domain = switch (link.standing()) {
      case LEAF -> LEAVES;
      case HUB -> "hub " + link.address();
      case PEER -> link.direction() == LinkStatus.Direction.SOLICITED
          ? "peer " + link.address()
          : "peer " + (link.peerKey() == null ? id : link.peerKey());
    };
    String key = link.peerKey() == null ? "" : " " + link.peerKey();
    boolean isOurLogin = link.standing() == LinkStatus.Standing.HUB
        && link.direction() == LinkStatus.Direction.SOLICITED;
    return new Place(domain, link.standing(),
        new Principal.Mesh("leafnode " + link.address() + key, isOurLogin ? account : null),
        // Whoever dials proves his key; whom we dial the operator named.
        link.peerKey() != null || link.direction() == LinkStatus.Direction.ACCEPTED
            ? link.peerKey()
            : link.peerName());
  }

  /** Whether that node is at the other end of a link. */
  public synchronized boolean isEnd(String node) {
    Set<String> known = ends;
    if (known == null) {
      known = places.values().stream().map(Place::node).filter(Objects::nonNull).collect(Collectors.toSet());
      ends = known;
    }
    return known.contains(node);
  }

  /** A link is up; returns its domain. */
  public synchronized String up(LinkStatus link) {
    LinkId id = link.link();
    if (id == null) {
      throw new IllegalArgumentException("a link that is up has an id");
    }
    Place place = place(link, id);
    places.put(id, place);
    ends = null;
    return place.domain();
  }

  /** A link is gone; returns its domain, of which others may be left. */
  public synchronized String down(LinkStatus link) {
    String domain = up(link);
    places.remove(link.link());
    ends = null;
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

  /** By what a message came, for a person, and the account that the link is in. */
  public synchronized Principal.Mesh origin(Delivery delivery) {
    LinkId id = delivery.link();
    if (id == null) {
      return CLIENT;
    }
    of(id);
    Place place = places.get(id);
    return place == null ? new Principal.Mesh("leafnode", null) : place.origin();
  }

  private void meetNew() {
    for (LinkStatus link : links.get()) {
      LinkId id = link.link();
      if (id != null && link.state() == LinkStatus.State.UP) {
        places.computeIfAbsent(id, _ -> {
          ends = null;
          return place(link, id);
        });
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
