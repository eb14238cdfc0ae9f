package io.edgesync.sync.gossip;

import java.util.List;

/** The first of the moments at which something is due. */
final class Wake {

  private boolean isSet;
  private long nanos;

  void at(long moment) {
    if (!isSet || moment - nanos < 0) {
      nanos = moment;
      isSet = true;
    }
  }

  void addTo(List<GossipEffect> effects) {
    if (isSet) {
      effects.add(new GossipEffect.WakeAt(nanos));
    }
  }
}
