package io.edgesync.xfer.card;

/**
 * The client's proof of who it is: {@code login USER NONCE SIGNATURE}, for example
 * {@code login alice 8e71ae75a60d4a58782eace73942d454551fc716 339d3898a2a5917daf7be04e4b30f54ad327e539}.
 *
 * @param user      login name, unescaped
 * @param nonce     hash of the body after this card's line, as sent
 * @param signature SHA1 over nonce and shared secret, as sent
 */
public record LoginCard(String user, String nonce, String signature) implements Card {}
