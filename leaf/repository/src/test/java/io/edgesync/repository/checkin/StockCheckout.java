package io.edgesync.repository.checkin;

import io.edgesync.repository.Repository;
import io.edgesync.repository.structure.FilePermission;
import io.edgesync.xfer.artifact.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What {@code fossil commit} would take from a check-out: its database says what is managed, moved and merged, the disk has the files. */
record StockCheckout(Path directory) {

  /** The request for the same check-in. */
  CheckinRequest request(Repository repository, String comment, String user) throws IOException, SQLException {
    Map<String, NewFile> files = new HashMap<>();
    Map<String, String> renames = new HashMap<>();
    Set<String> deletes = new HashSet<>();
    try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + directory.resolve(".fslckout"));
        Statement statement = database.createStatement()) {
      CheckinRequest request = CheckinRequest.of(Map.of(), comment, user);
      try (ResultSet row = statement.executeQuery("SELECT value FROM vvar WHERE name='checkout-hash'")) {
        request = request.onParent(new Hash(row.getString(1)));
      }
      try (ResultSet row = statement.executeQuery("SELECT id, mhash FROM vmerge WHERE id<=0 ORDER BY rowid")) {
        while (row.next()) {
          Hash merged = new Hash(row.getString(2));
          request = switch (row.getInt(1)) {
            case 0 -> request.merging(merged);
            case -4 -> request.integrating(merged);
            case -1 -> request.picking(merged);
            default -> request.backingOut(merged);
          };
        }
      }
      try (ResultSet row = statement.executeQuery("SELECT pathname, origname, deleted, rid FROM vfile")) {
        while (row.next()) {
          String path = row.getString(1);
          String before = row.getString(2) == null ? path : row.getString(2);
          if (row.getBoolean(3)) {
            if (repository.timeline().file(parent(request), before).isPresent()) {
              deletes.add(before);
            }
          } else {
            files.put(path, file(directory.resolve(path)));
            if (!before.equals(path)) {
              renames.put(path, before);
            }
          }
        }
      }
      return new CheckinRequest(request.ancestry(), new CheckinRequest.FileChanges(files, deletes, renames),
          request.wording(), request.labels(), request.allowed(), request.form());
    }
  }

  private static Hash parent(CheckinRequest request) {
    return Objects.requireNonNull(request.ancestry().parent());
  }

  private static NewFile file(Path path) throws IOException {
    if (Files.isSymbolicLink(path)) {
      return new NewFile(Files.readSymbolicLink(path).toString().getBytes(StandardCharsets.UTF_8),
          FilePermission.SYMLINK);
    }
    return new NewFile(Files.readAllBytes(path),
        Files.isExecutable(path) ? FilePermission.EXECUTABLE : FilePermission.REGULAR);
  }
}
