package io.edgesync.ops;

import java.util.Map;

/** What came of a {@link Trial}. */
public interface Report {

  /** Whether every promise was kept. */
  boolean isSound();

  Map<String, Object> json();

  String text();
}
