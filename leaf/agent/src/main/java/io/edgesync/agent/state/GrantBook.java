package io.edgesync.agent.state;

import io.edgesync.agent.status.GrantState;
import io.edgesync.repository.user.Capabilities;
import io.edgesync.sync.PeerHello;
import io.edgesync.sync.rights.Grants;
import io.edgesync.xfer.artifact.ProjectCode;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is granted here: by the configuration, and by an operator while the daemon runs, which the daemon's database keeps. A change counts from the
 * next round on. Thread-safe.
 */
public final class GrantBook {

  private static final int MARK_BYTES = 4;

  private final StateDatabase state;
  private final SecureRandom random = new SecureRandom();
  private final Map<ProjectCode, Grants> configured = new LinkedHashMap<>();
  private final Map<ProjectCode, Grants> ours = new LinkedHashMap<>();
  /** What counts, of both. Replaced by who holds the monitor, read by everybody. */
  private volatile Map<ProjectCode, Grants> all = Map.of();
  /** Stands for what counts. Written with it. */
  private volatile String mark = "";
  /** Written by who is told, before anything happens; read by who changes something. */
  private volatile Runnable changed = () -> {};

  public GrantBook(StateDatabase state) {
    this.state = state;
    state.grants().forEach((project, nodes) -> ours.put(project, new Grants(nodes, null, Capabilities.NONE)));
    join();
  }

  /** {@code action} follows each change; it must not block. */
  public void onChange(Runnable action) {
    changed = action;
  }

  /** What is granted in a project, as of now. */
  public Grants of(ProjectCode project) {
    return all.getOrDefault(project, Grants.NONE);
  }

  /** What the configuration grants in a project, in place of what it granted before. */
  public void configure(ProjectCode project, Grants grants) {
    synchronized (this) {
      Grants before = configured.put(project, grants);
      if (grants.equals(before) || (before == null && grants.equals(Grants.NONE))) {
        return;
      }
      join();
    }
    changed.run();
  }

  /**
   * Grants a node these letters in place of those that it was granted here before. Returns whether that is kept: where the database cannot be
   * written nothing is granted.
   */
  public boolean grant(ProjectCode project, String node, Capabilities letters) {
    synchronized (this) {
      if (!state.grant(project, node, letters)) {
        return false;
      }
      Map<String, Capabilities> nodes = nodes(project);
      nodes.put(node, letters);
      ours.put(project, new Grants(nodes, null, Capabilities.NONE));
      join();
    }
    changed.run();
    return true;
  }

  /** What came of taking a grant back. */
  public enum Revoked {
    DONE, NOT_GRANTED, BY_CONFIGURATION, NOT_KEPT
  }

  /** Takes back what was granted here; what the configuration grants stays. */
  public Revoked revoke(ProjectCode project, String node) {
    synchronized (this) {
      Map<String, Capabilities> nodes = nodes(project);
      if (nodes.remove(node) == null) {
        return configured.getOrDefault(project, Grants.NONE).of(node) == null
            ? Revoked.NOT_GRANTED
            : Revoked.BY_CONFIGURATION;
      }
      if (!state.revoke(project, node)) {
        return Revoked.NOT_KEPT;
      }
      ours.put(project, new Grants(nodes, null, Capabilities.NONE));
      join();
    }
    changed.run();
    return Revoked.DONE;
  }

  private Map<String, Capabilities> nodes(ProjectCode project) {
    return new LinkedHashMap<>(ours.getOrDefault(project, Grants.NONE).nodes());
  }

  private void join() {
    Map<ProjectCode, Grants> both = new LinkedHashMap<>(configured);
    ours.forEach((project, grants) -> both.merge(project, grants, Grants::and));
    all = Map.copyOf(both);
    byte[] bytes = new byte[MARK_BYTES];
    random.nextBytes(bytes);
    mark = HexFormat.of().formatHex(bytes);
  }

  /** Every grant, those that unknown origins and accounts have under words of their own. */
  public synchronized List<GrantState> list() {
    List<GrantState> list = new ArrayList<>();
    configured.forEach((project, grants) -> {
      add(list, project, grants, GrantState.CONFIGURATION);
      Grants.TrustedAccount account = grants.account();
      if (account != null) {
        list.add(new GrantState(project.hex(), "account " + account.name(), account.letters().letters(),
            GrantState.CONFIGURATION));
      }
      if (!grants.unknownOrigins().equals(Capabilities.NONE)) {
        list.add(new GrantState(project.hex(), "unknown origins", grants.unknownOrigins().letters(),
            GrantState.CONFIGURATION));
      }
    });
    ours.forEach((project, grants) -> add(list, project, grants, GrantState.HERE));
    return list;
  }

  private static void add(List<GrantState> list, ProjectCode project, Grants grants, String source) {
    grants.nodes().keySet().stream().sorted().forEach(node -> list.add(
        new GrantState(project.hex(), node, grants.nodes().getOrDefault(node, Capabilities.NONE).letters(), source)));
  }

  /** How this node makes itself known while these grants count. */
  public PeerHello greeting(PeerHello self) {
    PeerHello marked = self.withRights(mark);
    return all.values().stream().anyMatch(Grants::rewardsProof) ? marked.with(PeerHello.PROOF) : marked;
  }
}
