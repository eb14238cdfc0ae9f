package io.edgesync.cli.broker;

import io.edgesync.cli.broker.ServerLog.Level;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.Marker;
import org.slf4j.helpers.AbstractLogger;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.helpers.NOPMDCAdapter;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

/**
 * Where a server is all that this process is, what its parts log becomes lines of the {@link ServerLog}. Chosen by the system property
 * {@code slf4j.provider}. Before a log is attached, and of libraries below {@code warn}, nothing is written.
 */
public final class ServerLoggers implements SLF4JServiceProvider, ILoggerFactory {
  private static final String OURS = "io.edgesync.";

  private final AtomicReference<@Nullable ServerLog> log = new AtomicReference<>();
  private final IMarkerFactory markers = new BasicMarkerFactory();
  private final MDCAdapter mdc = new NOPMDCAdapter();

  /** Made by SLF4J. */
  public ServerLoggers() {}

  void attach(ServerLog to) {
    log.set(to);
  }

  @Override
  public Logger getLogger(String name) {
    return new Lines(name, log);
  }

  @Override
  public ILoggerFactory getLoggerFactory() {
    return this;
  }

  @Override
  public IMarkerFactory getMarkerFactory() {
    return markers;
  }

  @Override
  public MDCAdapter getMDCAdapter() {
    return mdc;
  }

  @Override
  public String getRequestedApiVersion() {
    return "2.0.99";
  }

  @Override
  public void initialize() {
    // There is nothing to prepare.
  }

  /** The logger of one class. */
  private static final class Lines extends AbstractLogger {
    private static final long serialVersionUID = 1L;

    private final transient AtomicReference<@Nullable ServerLog> log;

    Lines(String name, AtomicReference<@Nullable ServerLog> log) {
      this.name = name;
      this.log = log;
    }

    private boolean shows(Level level) {
      ServerLog to = log.get();
      return to != null && to.shows(level) && (name.startsWith(OURS) || level.compareTo(Level.WRN) <= 0);
    }

    @Override
    protected String getFullyQualifiedCallerName() {
      return Lines.class.getName();
    }

    @Override
    protected void handleNormalizedLoggingCall(org.slf4j.event.Level level, @Nullable Marker marker, String text,
        Object @Nullable [] arguments, @Nullable Throwable thrown) {
      ServerLog to = log.get();
      if (to == null) {
        return;
      }
      var line = new StringBuilder(MessageFormatter.basicArrayFormat(text, arguments));
      if (thrown != null) {
        var trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        line.append('\n').append(trace.toString().strip());
      }
      to.write(switch (level) {
        case ERROR -> Level.ERR;
        case WARN -> Level.WRN;
        case INFO -> Level.INF;
        case DEBUG -> Level.DBG;
        case TRACE -> Level.TRC;
      }, line.toString());
    }

    @Override
    public boolean isTraceEnabled() {
      return shows(Level.TRC);
    }

    @Override
    public boolean isTraceEnabled(Marker marker) {
      return isTraceEnabled();
    }

    @Override
    public boolean isDebugEnabled() {
      return shows(Level.DBG);
    }

    @Override
    public boolean isDebugEnabled(Marker marker) {
      return isDebugEnabled();
    }

    @Override
    public boolean isInfoEnabled() {
      return shows(Level.INF);
    }

    @Override
    public boolean isInfoEnabled(Marker marker) {
      return isInfoEnabled();
    }

    @Override
    public boolean isWarnEnabled() {
      return shows(Level.WRN);
    }

    @Override
    public boolean isWarnEnabled(Marker marker) {
      return isWarnEnabled();
    }

    @Override
    public boolean isErrorEnabled() {
      return shows(Level.ERR);
    }

    @Override
    public boolean isErrorEnabled(Marker marker) {
      return isErrorEnabled();
    }
  }
}
