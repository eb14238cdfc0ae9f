package io.edgesync.ops.interop;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One cell of the matrix. */
record Case(Client client, Server server, Deed deed, Login login, Names names) {

  /** The same with the stock program at both ends, whose outcome is the right one. */
  Case control() {
    return new Case(Client.STOCK, Server.STOCK, deed, login, names);
  }

  /**
   * The control whose files are the right ones. Stock sends files before it has heard whether it may, and loses the whole sync when it may not; ours goes on
   * as a pull, and ends as refused with the same words.
   */
  Case controlOfFiles() {
    return client == Client.OURS && deed == Deed.SYNC && login == Login.NONE
        ? new Case(Client.STOCK, Server.STOCK, Deed.PULL, login, names)
        : control();
  }

  /** Every cell where one end at least is ours; stock Fossil has no way over NATS. */
  static List<Case> all() {
    List<Case> all = new ArrayList<>();
    for (Client client : Client.values()) {
      for (Server server : Server.values()) {
        if (client == Client.OURS || server == Server.OURS) {
          for (Deed deed : Deed.values()) {
            for (Login login : Login.values()) {
              for (Names names : Names.values()) {
                all.add(new Case(client, server, deed, login, names));
              }
            }
          }
        }
      }
    }
    return all;
  }

  /** The values of the factors, each with the factor's number in front. */
  List<String> values() {
    List<Enum<?>> values = List.of(client, server, deed, login, names);
    List<String> numbered = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      numbered.add(i + ":" + values.get(i).name());
    }
    return numbered;
  }

  /** As {@code --only} takes it: {@code ours/stock/clone/right/sha3}. */
  @Override
  public String toString() {
    return Stream.of(client, server, deed, login, names).map(value -> value.name().toLowerCase(Locale.ROOT)
        .replace('_', '-')).collect(Collectors.joining("/"));
  }
}
