package io.edgesync.cli.console;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Arguments that are more than text: durations and sizes. */
public final class Arguments {

  private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([0-9]{1,9})([A-Za-z]*)");

  private Arguments() {}

  /** {@code 250ms}, {@code 5s}, {@code 2m}, {@code 1h}, or {@code 0}. */
  public static final class ToDuration implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String value) {
      Matcher parts = NUMBER_AND_UNIT.matcher(value);
      if (parts.matches()) {
        long number = Long.parseLong(parts.group(1));
        switch (parts.group(2)) {
          case "ms" -> {
            return Duration.ofMillis(number);
          }
          case "s" -> {
            return Duration.ofSeconds(number);
          }
          case "m" -> {
            return Duration.ofMinutes(number);
          }
          case "h" -> {
            return Duration.ofHours(number);
          }
          case "" -> {
            if (number == 0) {
              return Duration.ZERO;
            }
          }
          default -> {
            // Refused below, with what is accepted.
          }
        }
      }
      throw new TypeConversionException("'" + value + "' is no duration, expected for example 250ms, 5s, 2m, 1h or 0");
    }
  }

  /** Bytes: {@code 1000000}, {@code 512K}, {@code 64M}, {@code 1G}, in powers of 1024. */
  public static final class ToBytes implements ITypeConverter<Long> {
    @Override
    public Long convert(String value) {
      Matcher parts = NUMBER_AND_UNIT.matcher(value);
      if (parts.matches()) {
        long number = Long.parseLong(parts.group(1));
        int shift = switch (parts.group(2)) {
          case "" -> 0;
          case "K" -> 10;
          case "M" -> 20;
          case "G" -> 30;
          default -> -1;
        };
        if (shift >= 0) {
          return number << shift;
        }
      }
      throw new TypeConversionException("'" + value + "' is no size, expected for example 1000000, 512K, 64M or 1G");
    }
  }
}
