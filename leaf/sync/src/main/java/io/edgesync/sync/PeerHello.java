package io.edgesync.sync;

import io.edgesync.xfer.card.PragmaCard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * How one of our nodes makes itself known in a round or a gossip message: {@code pragma edgesync 1 NODE FEATURES}, for example
 * {@code pragma edgesync 1 UDXU4RCSJNZOIQHZNWXHXORDPRTGNJAHAHFRGZNEEJCPQTT2M7NLCNF4 max=67108864,stored}. Stock Fossil ignores
 * the pragma, so whoever answers with one is ours.
 *
 * @param node     the node's public key, or {@code -} where the speaker has none
 * @param features what the speaker understands; {@code -} on the wire when empty
 */
public record PeerHello(String node, Set<String> features) {

  /** Artifacts may travel as {@code cfile} cards with the bytes as they are stored. */
  public static final String STORED = "stored";
  /** The speaker takes small ones as {@code file} cards, with the stored bytes inflated: {@link io.edgesync.sync.send.Inflated}. */
  public static final String INFLATED = "inflated";
  /** Those of this body are such. */
  public static final String INFLATES = "inflates";
  /** The asker wants the artifacts that it names and no list of others. */
  public static final String DIRECTED = "directed";

  /** The speaker gives parts of a clone by the names of the artifacts: {@link io.edgesync.sync.send.PartPragma}. */
  public static final String PARTS = "parts";

  /** The asker takes what it names as whole artifacts only; with {@link #STORED} those as they are stored that are. */
  public static final String WHOLE = "whole";

  /** The speaker compares sets by ranges, {@link io.edgesync.sync.reconcile}. */
  public static final String RECONCILE = "reconcile";

  /** The speaker heeds the proof of a node's key, since some node may do more by it: {@link io.edgesync.sync.rights}. */
  public static final String PROOF = "proof";

  /** The speaker proves its replies to be its own where that is asked for: {@link io.edgesync.sync.rights.SealedTransport}. */
  public static final String SEALS = "seals";

  static final String PRAGMA = "edgesync";
  private static final String MAX = "max=";
  private static final String RIGHTS = "rights=";
  /** Anybody may say this under any name, and of many it is remembered. */
  private static final int FEATURES_CHARACTERS_MAX = 500;

  public PeerHello {
    if (!node.matches("[A-Za-z0-9_-]{1,64}")) {
      throw new IllegalArgumentException("not a node name: " + node);
    }
    features = Set.copyOf(features);
  }

  /** @param artifactBytesMax the largest artifact that the speaker takes */
  public static PeerHello of(@Nullable String node, long artifactBytesMax, String... features) {
    Set<String> all = new TreeSet<>(List.of(features));
    all.add(MAX + artifactBytesMax);
    return new PeerHello(node == null ? "-" : node, all);
  }

  /** The same with one feature more. */
  public PeerHello with(String feature) {
    Set<String> all = new TreeSet<>(features);
    all.add(feature);
    return new PeerHello(node, all);
  }

  /** The same, saying which rights are in force here: another text as soon as they are others. */
  public PeerHello withRights(String which) {
    return with(RIGHTS + which);
  }

  /** Which rights are in force at the speaker; empty when it did not say. What was refused under others is worth another try. */
  public String rights() {
    return features.stream().filter(feature -> feature.startsWith(RIGHTS))
        .map(feature -> feature.substring(RIGHTS.length()))
        .findFirst().orElse("");
  }

  /** Empty for other pragmas and for versions or shapes that we do not know. */
  public static Optional<PeerHello> parse(PragmaCard card) {
    List<String> arguments = card.arguments();
    if (!card.name().equals(PRAGMA) || arguments.size() < 2 || !arguments.get(0).equals("1")
        || !arguments.get(1).matches("[A-Za-z0-9_-]{1,64}")) {
      return Optional.empty();
    }
    String said = arguments.size() > 2 ? arguments.get(2) : "-";
    if (said.length() > FEATURES_CHARACTERS_MAX) {
      return Optional.empty();
    }
    Set<String> features = new TreeSet<>(List.of(said.split(",")));
    features.removeAll(List.of("", "-"));
    return Optional.of(new PeerHello(arguments.get(1), features));
  }

  public PragmaCard card() {
    List<String> arguments = new ArrayList<>(List.of("1", node));
    arguments.add(features.isEmpty() ? "-" : String.join(",", new TreeSet<>(features)));
    return new PragmaCard(PRAGMA, arguments);
  }

  public boolean has(String feature) {
    return features.contains(feature);
  }

  /** The largest artifact that the speaker takes; {@link Long#MAX_VALUE} when it did not say. */
  public long artifactBytesMax() {
    for (String feature : features) {
      if (feature.matches(MAX + "[0-9]{1,18}")) {
        return Long.parseLong(feature.substring(MAX.length()));
      }
    }
    return Long.MAX_VALUE;
  }
}
