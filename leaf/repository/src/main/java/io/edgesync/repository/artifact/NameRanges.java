package io.edgesync.repository.artifact;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Some of all names, as ranges in their order that neither overlap nor touch. */
public record NameRanges(List<NameRange> ranges) {

  public static final NameRanges NONE = new NameRanges(List.of());
  public static final NameRanges ALL = new NameRanges(List.of(NameRange.ALL));

  public NameRanges {
    ranges = List.copyOf(ranges);
  }

  /** Reads what {@link #toString} wrote. */
  public static NameRanges parse(String text) {
    NameRanges all = NONE;
    for (String range : text.isEmpty() ? List.<String>of() : List.of(text.split(" ", -1))) {
      List<String> bounds = List.of(range.split("-", -1));
      if (bounds.size() != 2) {
        throw new IllegalArgumentException("not a range of names: " + range);
      }
      all = all.with(new NameRange(bounds.getFirst(), bounds.getLast()));
    }
    return all;
  }

  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  public long width() {
    return ranges.stream().mapToLong(NameRange::width).sum();
  }

  public NameRanges with(NameRange range) {
    List<NameRange> merged = new ArrayList<>();
    String from = range.from();
    String before = range.before();
    List<NameRange> behind = new ArrayList<>();
    for (NameRange each : ranges) {
      if (each.before().compareTo(from) < 0) {
        merged.add(each);
      } else if (each.from().compareTo(before) > 0) {
        behind.add(each);
      } else {
        from = from.compareTo(each.from()) < 0 ? from : each.from();
        before = before.compareTo(each.before()) > 0 ? before : each.before();
      }
    }
    merged.add(new NameRange(from, before));
    merged.addAll(behind);
    return new NameRanges(merged);
  }

  public NameRanges with(NameRanges others) {
    NameRanges all = this;
    for (NameRange range : others.ranges) {
      all = all.with(range);
    }
    return all;
  }

  public NameRanges without(NameRange range) {
    List<NameRange> left = new ArrayList<>();
    for (NameRange each : ranges) {
      if (each.before().compareTo(range.from()) <= 0 || each.from().compareTo(range.before()) >= 0) {
        left.add(each);
        continue;
      }
      if (each.from().compareTo(range.from()) < 0) {
        left.add(new NameRange(each.from(), range.from()));
      }
      if (range.before().compareTo(each.before()) < 0) {
        left.add(new NameRange(range.before(), each.before()));
      }
    }
    return new NameRanges(left);
  }

  public NameRanges without(NameRanges others) {
    NameRanges left = this;
    for (NameRange range : others.ranges) {
      left = left.without(range);
    }
    return left;
  }

  /** Those that are in {@code range}, too. */
  public NameRanges within(NameRange range) {
    return without(without(range));
  }

  @Override
  public String toString() {
    return ranges.stream().map(NameRange::toString).collect(Collectors.joining(" "));
  }
}
