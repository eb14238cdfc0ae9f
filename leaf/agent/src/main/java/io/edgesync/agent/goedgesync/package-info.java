/**
 * The peers of Go EdgeSync that share a mesh with us: what they say beside the rounds that {@link io.edgesync.agent.nats} has with them.
 *
 * <pre>
 * {@code <prefix>.<pc>.commit}          a hub has a new check-in: {@link io.edgesync.agent.goedgesync.CommitAnnouncement}, JSON
 * {@code <prefix>.<pc>.sync.<peer-id>}  rounds that one hub answers, and that we answer under our node key
 * </pre>
 *
 * A hub of Go's pulls from whom it heard an announcement, and only then; its leaves poll the shared subject and say nothing. So
 * {@link io.edgesync.agent.goedgesync.CheckinAnnouncer} announces each new check-in, and the newest one to a hub that comes later;
 * {@link io.edgesync.agent.goedgesync.GoPeers} is there to be pulled from, pulls where it hears an announcement, and polls the others. None of them proves
 * anything: what they may do is the grant to unknown origins, and without one nothing here is done.
 *
 * <p>Threads: each project has one virtual thread that announces, one that pulls from whom it heard, and one that polls the others; what is heard is
 * taken on the threads of the subscriptions and handed to them.
 */
@NullMarked
package io.edgesync.agent.goedgesync;

import org.jspecify.annotations.NullMarked;
