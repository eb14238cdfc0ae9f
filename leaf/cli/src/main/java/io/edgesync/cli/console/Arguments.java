package io.edgesync.cli.console;

import io.edgesync.agent.configuration.Quantity;
import java.time.Duration;
import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Arguments that are more than text: durations and sizes. */
public final class Arguments {

  private Arguments() {}

  /** @throws TypeConversionException with what {@code reading} says where it refuses the text */
  public static <T> T convert(String text, Function<String, T> reading) {
    try {
      return reading.apply(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }

  /** {@code 250ms}, {@code 5s}, {@code 2m}, {@code 1h}, or {@code 0}. */
  public static final class ToDuration implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String value) {
      return Arguments.convert(value, Quantity::duration);
    }
  }

  /** Bytes: {@code 1000000}, {@code 512K}, {@code 64M}, {@code 1G}, in powers of 1024. */
  public static final class ToBytes implements ITypeConverter<Long> {
    @Override
    public Long convert(String value) {
      return Arguments.convert(value, Quantity::bytes);
    }
  }
}
