package io.edgesync.repository.setting;

import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** How Fossil reads values. Source: {@code src/db.c, is_truth()} and {@code is_false()} of 2.21. */
public final class SettingValue {

  private SettingValue() {}

  /** {@code on yes true 1} and {@code off no false 0}, in any case; nothing else is either. */
  public static Optional<Boolean> truth(String value) {
    return switch (value.toLowerCase(Locale.ROOT)) {
      case "on", "yes", "true", "1" -> Optional.of(true);
      case "off", "no", "false", "0" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  /** The digits that the value begins with, as SQLite reads a text as an integer; nothing where there are none. */
  static OptionalLong number(String value) {
    String text = value.stripLeading();
    int end = text.startsWith("-") || text.startsWith("+") ? 1 : 0;
    int first = end;
    while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
      end++;
    }
    if (end == first) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(text.substring(0, end)));
    } catch (NumberFormatException tooLarge) {
      return OptionalLong.of(text.startsWith("-") ? Long.MIN_VALUE : Long.MAX_VALUE);
    }
  }
}
