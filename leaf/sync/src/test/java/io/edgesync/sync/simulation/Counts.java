package io.edgesync.sync.simulation;

/** What a simulation counts. */
final class Counts {
  long beaconsSent;
  long beacons;
  long beaconBytes;
  long announcementsSent;
  long announcements;
  long announcementBytes;
  long sessions;
  long rounds;
  long roundBytes;
  long refused;
  int running;
  int runningPeak;
  int answeringPeak;

  void delivered(SimNetwork.Message message) {
    switch (message) {
      case SimNetwork.Message.Beacon(byte[] payload) -> {
        beacons++;
        beaconBytes += payload.length;
      }
      case SimNetwork.Message.Announcement(byte[] payload) -> {
        announcements++;
        announcementBytes += payload.length;
      }
    }
  }

  void started() {
    sessions++;
    running++;
    runningPeak = Math.max(runningPeak, running);
  }

  void ended() {
    running--;
  }

  long bytes() {
    return beaconBytes + announcementBytes + roundBytes;
  }

  long deliveries() {
    return beacons + announcements;
  }

  Counts copy() {
    Counts copy = new Counts();
    copy.beaconsSent = beaconsSent;
    copy.beacons = beacons;
    copy.beaconBytes = beaconBytes;
    copy.announcementsSent = announcementsSent;
    copy.announcements = announcements;
    copy.announcementBytes = announcementBytes;
    copy.sessions = sessions;
    copy.rounds = rounds;
    copy.roundBytes = roundBytes;
    copy.refused = refused;
    copy.running = running;
    copy.runningPeak = runningPeak;
    copy.answeringPeak = answeringPeak;
    return copy;
  }

  /** Counts from now on. */
  void clear() {
    beaconsSent = 0;
    beacons = 0;
    beaconBytes = 0;
    announcementsSent = 0;
    announcements = 0;
    announcementBytes = 0;
    sessions = 0;
    rounds = 0;
    roundBytes = 0;
    refused = 0;
    runningPeak = running;
    answeringPeak = 0;
  }

  @Override
  public String toString() {
    return "beacons " + beaconsSent + " sent, " + beacons + " delivered; announcements " + announcementsSent + " sent, "
        + announcements + " delivered; sessions " + sessions + " (peak " + runningPeak + ", at one node "
        + answeringPeak + "), rounds " + rounds + ", refused " + refused + "; bytes " + bytes();
  }
}
