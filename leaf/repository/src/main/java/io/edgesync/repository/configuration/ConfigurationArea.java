package io.edgesync.repository.configuration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The areas of configuration by which people and {@code reqconfig} cards ask for it, in Fossil's order. */
public enum ConfigurationArea {
  /** What tickets show as hashes. */
  EMAIL("Concealed email addresses in tickets", ConfigurationGroup.ADDRESS),
  /** Name, globs, policies. */
  PROJECT("Project name and description", ConfigurationGroup.PROJECT),
  /** How pages look, style sheet included. */
  SKIN("Web interface appearance settings", ConfigurationGroup.SKIN, ConfigurationGroup.CSS),
  /** The style sheet alone. */
  CSS("Style sheet", ConfigurationGroup.CSS),
  /** Names of artifacts that must not be here. */
  SHUN("List of shunned artifacts", ConfigurationGroup.SHUN),
  /** Tables, pages and reports of tickets. */
  TICKET("Ticket setup", ConfigurationGroup.TICKET),
  /** Logins, passwords and letters. */
  USER("Users and privilege settings", ConfigurationGroup.USER),
  /** Scripts that stock runs when something is pushed. */
  XFER("Transfer setup", ConfigurationGroup.TRANSFER),
  /** Names of settings that begin with {@code walias:/}. */
  ALIAS("URL Aliases", ConfigurationGroup.ALIAS),
  /** Who gets alerts by e-mail. */
  SUBSCRIBER("Email notification subscriber list", ConfigurationGroup.SUBSCRIBER),
  /** Names of settings that begin with {@code interwiki:}. */
  INTERWIKI("Inter-wiki link prefixes", ConfigurationGroup.INTERWIKI),
  /** Everything. */
  ALL("All of the above", ConfigurationGroup.values());

  private final String help;
  @SuppressWarnings("ImmutableEnumChecker") // Set.of makes sets that nobody can change.
  private final Set<ConfigurationGroup> groups;

  ConfigurationArea(String help, ConfigurationGroup... groups) {
    this.help = help;
    this.groups = Set.of(groups);
  }

  /** The first area that begins with {@code beginning}, as Fossil reads the word: {@code s} is {@code skin}. */
  public static Optional<ConfigurationArea> named(String beginning) {
    return Arrays.stream(values()).filter(area -> area.word().startsWith(beginning)).findFirst();
  }

  /** What a client names when it wants {@code groups}: {@link #ALL}, or every area that has one of them. */
  public static List<ConfigurationArea> covering(Set<ConfigurationGroup> groups) {
    if (groups.containsAll(ALL.groups)) {
      return List.of(ALL);
    }
    List<ConfigurationArea> areas = new ArrayList<>();
    for (ConfigurationArea area : values()) {
      if (area != ALL && area.groups.stream().anyMatch(groups::contains)) {
        areas.add(area);
      }
    }
    return areas;
  }

  /** As people write it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What is in it, for a person. */
  public String help() {
    return help;
  }

  public Set<ConfigurationGroup> groups() {
    return EnumSet.copyOf(groups);
  }
}
