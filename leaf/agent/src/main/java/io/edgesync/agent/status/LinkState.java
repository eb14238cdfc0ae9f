package io.edgesync.agent.status;

/**
 * One link of the mesh, or connection to a foreign server.
 *
 * @param kind      {@code leafnode-out} (solicited), {@code leafnode-in} (accepted), {@code nats-client} (a foreign server's client)
 * @param remote    the URL that is dialled, or the name and address of who dialled
 * @param state     {@code up}, {@code connecting} or {@code down}
 * @param lastError what went wrong last, empty when nothing did
 */
public record LinkState(String kind, String remote, String state, String lastError) {}
