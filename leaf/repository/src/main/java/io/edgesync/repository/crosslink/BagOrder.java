package io.edgesync.repository.crosslink;

/** The order in which Fossil's hash set of numbers gives back what was put into it (Fossil {@code src/bag.c}). */
public final class BagOrder {

  private static final int HASH = 101;
  private static final int GROWTH = 20;

  private BagOrder() {}

  /** @param inserted positive numbers, each once, in the order in which they are put in */
  public static long[] of(long[] inserted) {
    long[] table = new long[0];
    int used = 0;
    for (long element : inserted) {
      if (used + 1 >= table.length / 2) {
        long[] larger = new long[table.length * 2 + GROWTH];
        for (long moved : table) {
          if (moved != 0) {
            place(larger, moved);
          }
        }
        table = larger;
      }
      place(table, element);
      used++;
    }
    long[] order = new long[used];
    int filled = 0;
    for (long element : table) {
      if (element != 0) {
        order[filled++] = element;
      }
    }
    return order;
  }

  private static void place(long[] table, long element) {
    int slot = (int) (element * HASH % table.length);
    while (table[slot] != 0) {
      slot = slot + 1 == table.length ? 0 : slot + 1;
    }
    table[slot] = element;
  }
}
