package io.edgesync.xfer.artifact;

/** The two hash functions that Fossil names artifacts with. */
public enum HashAlgorithm {
  SHA1(40), SHA3_256(64);

  private final int hexLength;

  HashAlgorithm(int hexLength) {
    this.hexLength = hexLength;
  }

  /** Digits of a name made by this function. */
  public int hexLength() {
    return hexLength;
  }
}
