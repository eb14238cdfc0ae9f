package io.edgesync.sync.rights;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Nodes that know each other's keys. */
final class TestKeys {

  private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

  private final Map<String, PublicKey> known = new HashMap<>();
  private final RandomGenerator random = RandomGenerator.getDefault();

  NodeKeys node() throws GeneralSecurityException {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    StringBuilder name = new StringBuilder("U");
    for (int i = 0; i < 55; i++) {
      name.append(ALPHABET.charAt(random.nextInt(32)));
    }
    known.put(name.toString(), pair.getPublic());
    return new NodeKeys() {
      @Override
      public String own() {
        return name.toString();
      }

      @Override
      public byte[] sign(byte[] data) {
        try {
          Signature signature = Signature.getInstance("Ed25519");
          signature.initSign(pair.getPrivate());
          signature.update(data);
          return signature.sign();
        } catch (GeneralSecurityException e) {
          throw new IllegalStateException(e);
        }
      }

      @Override
      public boolean verifies(String node, byte[] data, byte[] signature) {
        try {
          Signature verifier = Signature.getInstance("Ed25519");
          verifier.initVerify(known.get(node));
          verifier.update(data);
          return verifier.verify(signature);
        } catch (GeneralSecurityException noSignature) {
          return false;
        }
      }
    };
  }
}
