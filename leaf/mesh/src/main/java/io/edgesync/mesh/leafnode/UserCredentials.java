package io.edgesync.mesh.leafnode;

import com.grack.nanojson.JsonObject;
import com.grack.nanojson.JsonParser;
import com.grack.nanojson.JsonParserException;
import io.edgesync.mesh.identity.BoundedFile;
import io.edgesync.mesh.identity.IssuerKey;
import io.edgesync.mesh.identity.NodeIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a link signs with and shows.
 *
 * @param jwt of the user, from a credentials file; null where the key alone is known to the server
 */
public record UserCredentials(@Nullable String jwt, NodeIdentity key) {
  private static final int FILE_BYTES_MAX = 1 << 20;
  /** A block between two lines of dashes, of letters that base 64 for URLs, base 32 and dots have. */
  private static final Pattern BLOCK = Pattern.compile("-{3,}[^\\r\\n]*-{3,}\\s+([\\w.=-]+)\\s+-{3,}[^\\r\\n]*-{3,}");

  /**
   * Reads a {@code .creds} file as {@code nsc} writes it: two blocks between lines of dashes, the JWT and the seed.
   *
   * @throws IOException when it cannot be read or is none; the message names the file, and nothing that is secret
   */
  public static UserCredentials load(Path file) throws IOException {
    Matcher block = BLOCK.matcher(new String(BoundedFile.readNamed(file, FILE_BYTES_MAX), StandardCharsets.ISO_8859_1));
    List<String> blocks = new ArrayList<>();
    while (block.find()) {
      blocks.add(block.group(1));
    }
    if (blocks.size() != 2) {
      throw new IOException(file + ": not a credentials file; expected the blocks NATS USER JWT and USER NKEY SEED");
    }
    try {
      return new UserCredentials(blocks.getFirst(), NodeIdentity.ofSeed(blocks.getLast()));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }

  /** The account whose user this is, {@code A…}, as the JWT says; null without one. Not verified: that is for the server. */
  public @Nullable String account() {
    try {
      String[] parts = jwt == null ? new String[0] : jwt.split("\\.");
      if (parts.length != 3) {
        return null;
      }
      JsonObject claims = JsonParser.object()
          .from(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
      String issuer = claims.getObject("nats", new JsonObject()).getString("issuer_account",
          claims.getString("iss", ""));
      return IssuerKey.isAccount(issuer) ? issuer : null;
    } catch (JsonParserException | IllegalArgumentException noClaims) {
      return null;
    }
  }

  @Override
  public String toString() {
    return "UserCredentials[" + key.nodeKey() + "]";
  }
}
