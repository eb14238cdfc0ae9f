package io.edgesync.mesh.account;

import io.edgesync.mesh.subject.SubjectPermissions;
import io.edgesync.mesh.subject.Subjects;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The permissions that an account gives to all users of one signing key, with words that stand for the user: whole tokens
 * {@code {{name()}}}, {@code {{subject()}}}, {@code {{account-name()}}}, {@code {{account-subject()}}}, {@code {{tag(KEY)}}} and
 * {@code {{account-tag(KEY)}}}. A tag that is there several times makes as many subjects.
 */
final class ScopeTemplate {
  private final Claims user;
  private final Claims account;

  ScopeTemplate(Claims user, Claims account) {
    this.user = user;
    this.account = account;
  }

  /** @throws IllegalArgumentException when a denied subject cannot be made, since leaving it out would permit it */
  @Nullable
  PermissionOptions apply(@Nullable PermissionOptions template) {
    return template == null
        ? null
        : new PermissionOptions(apply(template.publish()), apply(template.subscribe()), template.responses());
  }

  private SubjectPermissions apply(SubjectPermissions lists) {
    List<String> allow = apply(lists.allow(), false);
    var deny = new ArrayList<>(apply(lists.deny(), true));
    if (allow.isEmpty() && !lists.allow().isEmpty()) {
      deny.add(">");
    }
    return new SubjectPermissions(allow, deny);
  }

  private List<String> apply(List<String> subjects, boolean required) {
    var made = new ArrayList<String>();
    for (String subject : subjects) {
      if (!subject.contains("{{")) {
        made.add(subject);
        continue;
      }
      @Nullable
      List<String> variants = null;
      for (String token : subject.split("\\.", -1)) {
        variants = variants == null ? values(token) : extended(variants, token);
      }
      boolean valid = variants != null && !variants.isEmpty() && variants.stream().allMatch(Subjects::isValid);
      if (!valid && required) {
        throw new IllegalArgumentException("no subject can be made of " + subject);
      }
      if (variants != null) {
        variants.stream().filter(Subjects::isValid).forEach(made::add);
      }
    }
    return made;
  }

  private List<String> extended(List<String> beginnings, String token) {
    var longer = new ArrayList<String>();
    for (String beginning : beginnings) {
      for (String value : values(token)) {
        longer.add(beginning + "." + value);
      }
    }
    return longer;
  }

  /** What a token stands for. A name or tag that is a wildcard would reach beyond the template, and stands for nothing. */
  private List<String> values(String token) {
    if (!token.startsWith("{{") || !token.endsWith("}}")) {
      return List.of(token);
    }
    return words(token).stream().filter(value -> Subjects.isValid(value) && Subjects.isLiteral(value)).toList();
  }

  private List<String> words(String token) {
    String word = token.substring(2, token.length() - 2).toLowerCase(Locale.ROOT);
    if (word.startsWith("tag(") && word.endsWith(")")) {
      return tagged(user.tags(), word.substring(4, word.length() - 1));
    }
    if (word.startsWith("account-tag(") && word.endsWith(")")) {
      return tagged(account.tags(), word.substring(12, word.length() - 1));
    }
    return switch (word) {
      case "name()" -> List.of(user.name());
      case "subject()" -> List.of(user.subject());
      case "account-name()" -> List.of(account.name());
      case "account-subject()" -> List.of(account.subject());
      default -> List.of();
    };
  }

  private static List<String> tagged(List<String> tags, String key) {
    String prefix = key + ":";
    return tags.stream().filter(tag -> tag.startsWith(prefix)).map(tag -> tag.substring(prefix.length())).toList();
  }
}
