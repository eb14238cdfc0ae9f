package io.edgesync.ops.bench;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** How often something is measured: an odd number, so that one of the measurements is the median. */
public final class OddNumber implements ITypeConverter<Integer> {

  @Override
  public Integer convert(String value) {
    int number = Integer.parseInt(value);
    if (number < 1 || number % 2 == 0) {
      throw new TypeConversionException("'" + value + "' is no odd number from 1 on");
    }
    return number;
  }
}
