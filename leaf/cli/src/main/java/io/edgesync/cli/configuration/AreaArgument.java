package io.edgesync.cli.configuration;

import io.edgesync.repository.configuration.ConfigurationArea;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An area by its word or the beginning of it, as Fossil reads it. */
final class AreaArgument implements ITypeConverter<ConfigurationArea> {

  @Override
  public ConfigurationArea convert(String word) {
    return ConfigurationArea.named(word).filter(area -> !word.isEmpty())
        .orElseThrow(() -> new TypeConversionException("no such configuration area: \"" + word + "\", expected one of "
            + Arrays.stream(ConfigurationArea.values()).map(ConfigurationArea::word)
                .collect(Collectors.joining(", "))));
  }
}
