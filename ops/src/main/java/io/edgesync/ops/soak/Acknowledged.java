package io.edgesync.ops.soak;

import io.edgesync.xfer.artifact.Hash;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a program said on its standard output before it was killed. A line is an acknowledgement once its newline is there:
 *
 * <pre>
 * begin checkin
 * done checkin 5a9f… src/f3.txt 17c0…
 * begin writing
 * done writing 03c1…
 * begin import
 * done import 88aa… 01fe…
 * </pre>
 *
 * @param ready    whether it came as far as having opened the repository
 * @param checkins check-ins, each with its files' names and their contents' names
 * @param artifacts what was written beside check-ins, and what a receipt named as stored
 * @param done     how many operations of each kind were acknowledged
 * @param last     the operation that was under way when the end came, {@code between} or {@code opening} where none was
 */
record Acknowledged(boolean ready, Map<Hash, Map<String, Hash>> checkins, List<Hash> artifacts,
    Map<String, Integer> done, String last) {

  static Acknowledged of(String output) {
    boolean ready = false;
    String last = "opening";
    Map<Hash, Map<String, Hash>> checkins = new LinkedHashMap<>();
    List<Hash> artifacts = new ArrayList<>();
    Map<String, Integer> done = new LinkedHashMap<>();
    // What follows the last newline was not finished.
    String whole = output.substring(0, output.lastIndexOf('\n') + 1);
    for (String line : whole.lines().toList()) {
      String[] words = line.split(" ", -1);
      switch (words[0]) {
        case "ready" -> {
          ready = true;
          last = "between";
        }
        case "begin" -> last = words[1];
        case "done" -> {
          done.merge(words[1], 1, Integer::sum);
          last = "between";
          note(words, checkins, artifacts);
        }
        default -> throw new IllegalStateException("not a line of the killed program: " + line);
      }
    }
    return new Acknowledged(ready, checkins, artifacts, done, last);
  }

  private static void note(String[] words, Map<Hash, Map<String, Hash>> checkins, List<Hash> artifacts) {
    if (words[1].equals(KilledProgram.CHECKIN)) {
      Map<String, Hash> files = new LinkedHashMap<>();
      for (int i = 3; i < words.length; i += 2) {
        files.put(words[i], new Hash(words[i + 1]));
      }
      checkins.put(new Hash(words[2]), files);
    } else {
      for (int i = 2; i < words.length; i++) {
        artifacts.add(new Hash(words[i]));
      }
    }
  }
}
