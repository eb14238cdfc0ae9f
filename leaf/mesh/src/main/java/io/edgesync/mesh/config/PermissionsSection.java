package io.edgesync.mesh.config;

import io.edgesync.mesh.account.PermissionOptions;
import io.edgesync.mesh.account.ResponseOptions;
import io.edgesync.mesh.subject.SubjectPermissions;
import io.edgesync.mesh.subject.Subjects;
import java.time.Duration;
import java.util.List;

/** {@code permissions { publish: "a.>", subscribe: {allow: […], deny: […]}, allow_responses: true }}. */
final class PermissionsSection {
  private final Problems problems;
  private PermissionOptions permissions = PermissionOptions.EVERYTHING;
  private List<String> allow = List.of();
  private List<String> deny = List.of();

  private PermissionsSection(Problems problems) {
    this.problems = problems;
  }

  static PermissionOptions read(Value value, Problems problems) throws ConfigException {
    var section = new PermissionsSection(problems);
    Section.read(Read.block(value), problems, section::take);
    return section.permissions;
  }

  private boolean take(String name, Value value) throws ConfigException {
    switch (name) {
      case "pub", "publish", "import" -> {
        SubjectPermissions lists = lists(value, false);
        permissions = permissions.withPublish(lists.allow(), lists.deny());
      }
      case "sub", "subscribe", "export" -> {
        SubjectPermissions lists = lists(value, true);
        permissions = permissions.withSubscribe(lists.allow(), lists.deny());
      }
      case "publish_allow_responses", "allow_responses" -> responses(value);
      default -> {
        return false;
      }
    }
    return true;
  }

  private SubjectPermissions lists(Value value, boolean withQueues) throws ConfigException {
    allow = List.of();
    deny = List.of();
    switch (value) {
      case Value.Block block -> Section.read(block, problems, (name, list) -> {
        switch (name) {
          case "allow" -> allow = subjects(list, withQueues);
          case "deny" -> deny = subjects(list, withQueues);
          default -> {
            return false;
          }
        }
        return true;
      });
      case Value.Text _,Value.Items _,Value.Whole _,Value.Real _,Value.Flag _ -> allow = subjects(value, withQueues);
    }
    return new SubjectPermissions(allow, deny);
  }

  static List<String> subjects(Value value, boolean withQueues) throws ConfigException {
    List<String> subjects = Read.texts(value).stream().map(Subjects::toWire).toList();
    for (String entry : subjects) {
      int blank = entry.indexOf(' ');
      if (!Subjects.isValid(withQueues && blank >= 0 ? entry.substring(0, blank) : entry)) {
        throw new ConfigException(value.at(), "subject \"" + entry + "\" is not a valid subject");
      }
    }
    return subjects;
  }

  private void responses(Value value) throws ConfigException {
    if (value instanceof Value.Flag(boolean isSet, Position _)) {
      if (isSet) {
        permissions = permissions.withResponses(ResponseOptions.DEFAULT);
      }
      return;
    }
    var said = new ResponseOptions[]{ResponseOptions.DEFAULT};
    Section.read(Read.block(value), problems, (name, field) -> {
      Duration expires = said[0].expires();
      switch (name) {
        case "max", "max_msgs", "max_messages", "max_responses" ->
          said[0] = new ResponseOptions(Read.whole(field, -1, Integer.MAX_VALUE), expires);
        case "expires", "expiration", "ttl" ->
          said[0] = new ResponseOptions(said[0].messagesMax(), Read.duration(name, field));
        default -> {
          return false;
        }
      }
      return true;
    });
    permissions = permissions.withResponses(said[0]);
  }
}
