package io.edgesync.repository.rebuild;

/** Told now and then how far a rebuild or a verification has come; called on the thread that runs it, at most some hundred times. */
@FunctionalInterface
public interface RebuildProgress {

  /** Does nothing with what it is told. */
  RebuildProgress SILENT = (done, total) -> {};

  /** {@code done} of {@code total} held artifacts have been expanded. */
  void artifacts(int done, int total);
}
