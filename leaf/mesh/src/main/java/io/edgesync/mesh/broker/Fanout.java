package io.edgesync.mesh.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One message to all who are to have it: each subscriber, one member of each queue group (of this server where one takes it), each link once with the
 * groups that it is chosen for. Without a lock.
 */
final class Fanout {

  private Fanout() {}

  /** Whether anybody took it; a link takes it when it may carry the subject. */
  static boolean deliver(Publication publication, Match.Receivers to) {
    boolean onlyLinks = publication.origin instanceof Publication.FromBus fromBus && fromBus.only() != null;
    boolean taken = false;
    if (!onlyLinks) {
      for (LocalInterest interest : to.plain) {
        taken |= interest.deliver(publication);
      }
    }
    List<Chosen> chosen = List.of();
    for (Match.Group group : to.groups) {
      if (publication.link() != null && !publication.queues.contains(group.name)) {
        continue;
      }
      if (!onlyLinks && deliverToOne(group.local, publication)) {
        taken = true;
      } else {
        LeafLink link = chooseLink(group.remote, publication);
        if (link != null) {
          chosen = choose(chosen, link, group.name);
        }
      }
    }
    for (LeafLink link : to.links) {
      if (carries(link, publication)) {
        link.send(publication, namesFor(chosen, link), true);
        taken = true;
      }
    }
    for (Match.Detour detour : to.detours) {
      if (carries(detour.direct, publication) && !anyCarries(detour.others, publication)) {
        detour.direct.send(publication, namesFor(chosen, detour.direct), true);
        taken = true;
      }
    }
    // Nearly always there are none: by number, so that no message costs an iterator.
    for (int i = 0; i < chosen.size(); i++) {
      Chosen choice = chosen.get(i);
      if (!choice.sent) {
        choice.link.send(publication, choice.names, false);
        taken = true;
      }
    }
    return taken;
  }

  /** A link that serves queue groups of the message, and which. */
  private static final class Chosen {
    final LeafLink link;
    final List<String> names = new ArrayList<>(2);
    boolean sent;

    Chosen(LeafLink link) {
      this.link = link;
    }
  }

  private static List<Chosen> choose(List<Chosen> chosen, LeafLink link, String name) {
    List<Chosen> list = chosen.isEmpty() ? new ArrayList<>(2) : chosen;
    for (Chosen choice : list) {
      if (choice.link == link) {
        choice.names.add(name);
        return list;
      }
    }
    var choice = new Chosen(link);
    choice.names.add(name);
    list.add(choice);
    return list;
  }

  private static List<String> namesFor(List<Chosen> chosen, LeafLink link) {
    for (int i = 0; i < chosen.size(); i++) {
      Chosen choice = chosen.get(i);
      if (choice.link == link) {
        choice.sent = true;
        return choice.names;
      }
    }
    return List.of();
  }

  private static boolean deliverToOne(LocalInterest[] members, Publication publication) {
    if (members.length == 0) {
      return false;
    }
    int start = ThreadLocalRandom.current().nextInt(members.length);
    for (int i = 0; i < members.length; i++) {
      if (members[(start + i) % members.length].deliver(publication)) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable LeafLink chooseLink(LeafLink[] members, Publication publication) {
    if (members.length == 0) {
      return null;
    }
    int start = ThreadLocalRandom.current().nextInt(members.length);
    for (int i = 0; i < members.length; i++) {
      LeafLink link = members[(start + i) % members.length];
      if (carries(link, publication)) {
        return link;
      }
    }
    return null;
  }

  private static boolean anyCarries(LeafLink[] links, Publication publication) {
    for (LeafLink link : links) {
      if (carries(link, publication)) {
        return true;
      }
    }
    return false;
  }

  private static boolean carries(LeafLink link, Publication publication) {
    boolean eligible = switch (publication.origin) {
      case LeafLink from -> from != link && !from.isPeerLink() && !link.isPeerLink() && !from.sameClusterAs(link);
      case Publication.FromBus(var only) -> only == null || only.contains(link.id());
      case ClientConnection _ -> true;
    };
    return eligible && link.takes(publication.totalLength());
  }
}
