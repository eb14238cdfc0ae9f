package io.edgesync.agent;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Why a daemon, a mesh client or a control call could not do its work: the message names the thing and the remedy, on one line. */
public abstract sealed class AgentException extends Exception {
  private static final long serialVersionUID = 1L;

  private AgentException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** A value in the options cannot be used: a repository named twice, a URL of the wrong kind, one project in two files. */
  public static final class BadOption extends AgentException {
    private static final long serialVersionUID = 1L;

    public BadOption(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** Something could not listen: the port is taken, or the address is not of this machine. */
  public static final class CannotListen extends AgentException {
    private static final long serialVersionUID = 1L;

    public CannotListen(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** Another daemon runs on the same state directory. */
  public static final class StateDirInUse extends AgentException {
    private static final long serialVersionUID = 1L;

    public StateDirInUse(Path stateDir, String holder) {
      super(stateDir + ": in use by another daemon" + holder + ", stop it or give this one its own --state-dir", null);
    }
  }

  /** The state directory cannot be made, read or written. */
  public static final class StateDirUnusable extends AgentException {
    private static final long serialVersionUID = 1L;

    public StateDirUnusable(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** No daemon answers on the control socket of a state directory. */
  public static final class NotRunning extends AgentException {
    private static final long serialVersionUID = 1L;

    public NotRunning(Path stateDir, @Nullable Throwable cause) {
      super(stateDir + ": no daemon answers there, start one with: edgesync sync start --repo FILE --state-dir "
          + stateDir, cause);
    }
  }

  /** The daemon on the control socket answered, but not what was asked. */
  public static final class ControlFailed extends AgentException {
    private static final long serialVersionUID = 1L;

    public ControlFailed(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }

  /** A mesh could not be joined, or nobody in it answers for the project. */
  public static final class MeshUnreachable extends AgentException {
    private static final long serialVersionUID = 1L;

    public MeshUnreachable(String message, @Nullable Throwable cause) {
      super(message, cause);
    }
  }
}
