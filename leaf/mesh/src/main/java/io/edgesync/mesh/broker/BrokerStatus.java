package io.edgesync.mesh.broker;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** A broker as monitoring sees it. Each answer is made when it is asked for; counts may be a little old. Thread-safe. */
public final class BrokerStatus {
  /** What one takes in a list: a client with its times and names, a subscription as a reference in two lists that grow. */
  private static final int CLIENT_BYTES = 512;
  private static final int INTEREST_BYTES = 16;

  private final Node node;
  private final Clients clients;

  BrokerStatus(Node node, Clients clients) {
    this.node = node;
    this.clients = clients;
  }

  /** As INFO has it. */
  public String serverId() {
    return node.serverId();
  }

  public BrokerOptions options() {
    return node.options();
  }

  /** Clients have to log in. */
  public boolean asksForLogin() {
    return node.access().doors().standard().isAnnounced();
  }

  public BrokerTotals totals() {
    var sum = new ClosedTraffic();
    sum.add(node.closedTraffic().sum());
    clients.open().forEach(client -> sum.add(client.traffic()));
    links().forEach(link -> sum.add(link.traffic()));
    return new BrokerTotals(node.start(), clients.total(), clients.slowConsumers(), sum.sum());
  }

  /** How many clients there are now. */
  public int connections() {
    return clients.open().size();
  }

  /** The clients that are connected. */
  public List<ClientStatus> clients() {
    return clients.openStatuses();
  }

  /** The clients that were connected, the oldest first. */
  public List<ClientStatus> closedClients() {
    return clients.closedStatuses();
  }

  /** The links that are up. */
  public List<LeafStatus> leafs() {
    List<LeafStatus> all = new ArrayList<>();
    for (AccountSpace space : node.access().spaces()) {
      for (LeafLink link : space.router().links()) {
        all.add(new LeafStatus(link.number, link.peer().name(), space.name(), link.remoteAddress(),
            !link.towardsHub(), link.announced(), link.roundTrip(), link.traffic()));
      }
    }
    return all;
  }

  /** The interest of all accounts whose names are wanted. */
  public InterestStatus interest(Predicate<String> accounts) {
    InterestStatus sum = InterestStatus.NONE;
    for (AccountSpace space : node.access().spaces()) {
      if (accounts.test(space.name())) {
        sum = sum.plus(space.router().status());
      }
    }
    return sum;
  }

  /** Every subscription of the accounts whose names are wanted. */
  public List<SubscriptionStatus> subscriptions(Predicate<String> accounts) {
    return subscriptions(accounts, _ -> true, Long.MAX_VALUE);
  }

  /** The first so many of them that are wanted themselves. */
  public List<SubscriptionStatus> subscriptions(Predicate<String> accounts, Predicate<SubscriptionStatus> wanted,
      long most) {
    var all = new InterestList();
    for (AccountSpace space : node.access().spaces()) {
      if (accounts.test(space.name())) {
        for (Interest interest : space.router().interests()) {
          if (all.size() < most && wanted.test(interest.status(space.name()))) {
            all.add(space.name(), interest);
          }
        }
      }
    }
    return all;
  }

  /** Those of the clients and links whose numbers are wanted, by that number; the process itself has 0. */
  public Map<Integer, List<SubscriptionStatus>> subscriptionsByConnection(Set<Integer> wanted) {
    Map<Integer, InterestList> all = new HashMap<>();
    for (AccountSpace space : node.access().spaces()) {
      for (Interest interest : space.router().interests()) {
        int number = interest.status(space.name()).connection();
        if (wanted.contains(number)) {
          all.computeIfAbsent(number, _ -> new InterestList()).add(space.name(), interest);
        }
      }
    }
    return Map.copyOf(all);
  }

  /** The accounts in which anybody is interested in anything, by name. */
  public List<String> interestedAccounts() {
    return node.access().spaces().stream().filter(space -> space.router().status().subscriptions() > 0)
        .map(AccountSpace::name).sorted().toList();
  }

  /** About the memory that a list of so many clients takes, or of all where there are fewer. */
  public long clientBytes(long most) {
    return CLIENT_BYTES * Math.min(most, clients.open().size() + clients.closedCount());
  }

  /** About the memory that a list of so many subscriptions takes, or of all where there are fewer. */
  public long subscriptionBytes(long most) {
    return INTEREST_BYTES * Math.min(most, interest(_ -> true).subscriptions());
  }

  /** About the memory that a list of the subscriptions of so many clients takes, whichever they are. */
  public long clientSubscriptionBytes(long most) {
    return INTEREST_BYTES * -clients.open().stream().mapToLong(client -> -client.subscriptionCount()).sorted()
        .limit(most).sum();
  }

  /** About the memory that a list of the links takes. */
  public long linkBytes() {
    return (long) CLIENT_BYTES * links().size();
  }

  /** About the memory that a list of what links announce takes. */
  public long linkSubscriptionBytes() {
    return INTEREST_BYTES * links().stream().mapToLong(LeafLink::announced).sum();
  }

  private List<LeafLink> links() {
    return node.access().spaces().stream().flatMap(space -> space.router().links().stream()).toList();
  }

  /** When the options were set that it runs with. */
  public Instant loaded() {
    return node.settings().get().since();
  }

  /** When the broker began. */
  public Instant start() {
    return node.start();
  }
}
