package io.edgesync.sync.reconcile;

/**
 * What one side holds in a range, as it travels: how many names modulo 256, and the sum of their ids modulo 2^40. Two cells that differ
 * by one name differ by its id, which is how that name is known without listing any.
 */
record Cell(int count, long sum) {

  static final int BYTES = 6;
  static final long ID_MASK = (1L << 40) - 1;
  static final Cell EMPTY = new Cell(0, 0);

  Cell {
    count &= 0xff;
    sum &= ID_MASK;
  }

  Cell with(long id) {
    return new Cell(count + 1, sum + id);
  }

  /** How many names more are here than there, as far as 8 bits tell: -128 to 127. */
  int surplus(Cell there) {
    return (byte) (count - there.count);
  }

  /** The id of the one name that is here and not there, if there is just one such and none the other way round. */
  long idMissingIn(Cell there) {
    return (sum - there.sum) & ID_MASK;
  }
}
