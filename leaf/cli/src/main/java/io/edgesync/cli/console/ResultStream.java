package io.edgesync.cli.console;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Standard output that remembers why it could not be written, which a {@link PrintStream} keeps to itself. */
public final class ResultStream extends PrintStream {

  private final Recording recording;
  private String stands = "";

  private static final class Recording extends FilterOutputStream {
    private @Nullable IOException failure;

    Recording(OutputStream out) {
      super(out);
    }

    private IOException noted(IOException e) {
      if (failure == null) {
        failure = e;
      }
      return e;
    }

    @Override
    public void write(int b) throws IOException {
      try {
        out.write(b);
      } catch (IOException e) {
        throw noted(e);
      }
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      try {
        out.write(bytes, from, length);
      } catch (IOException e) {
        throw noted(e);
      }
    }

    @Override
    public void flush() throws IOException {
      try {
        out.flush();
      } catch (IOException e) {
        throw noted(e);
      }
    }
  }

  public ResultStream(OutputStream out) {
    this(new Recording(out));
  }

  private ResultStream(Recording recording) {
    super(recording, true, StandardCharsets.UTF_8);
    this.recording = recording;
  }

  /** What {@link Terminal#stands} was told last; empty when nothing. */
  public String stands() {
    return stands;
  }

  void stands(String what) {
    stands = what;
  }

  /** Why something that was printed did not get out; null when all did, and when the reader went because it had enough. */
  public @Nullable String lost() {
    flush();
    IOException failure = recording.failure;
    return failure == null || "Broken pipe".equals(failure.getMessage()) ? null : String.valueOf(failure.getMessage());
  }
}
