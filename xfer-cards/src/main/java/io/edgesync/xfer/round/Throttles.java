package io.edgesync.xfer.round;

/**
 * The two directions of somebody's traffic, each at its own pace.
 *
 * @param up   what is sent
 * @param down what is received
 */
public record Throttles(Throttle up, Throttle down) {

  public static final Throttles NONE = new Throttles(Throttle.NONE, Throttle.NONE);

  /** The same paces; {@code listener} hears of the bodies that pass, either way, beside who hears of them already. */
  public Throttles telling(Throttle.Listener listener) {
    return new Throttles(up.telling(listener), down.telling(listener));
  }
}
