/**
 * What whoever embeds a daemon, or watches many, hears of its work: {@link io.edgesync.agent.metrics.SyncObserver} is told of rounds and
 * sessions as they happen, {@link io.edgesync.agent.metrics.SyncMetrics} counts them as meters, {@link io.edgesync.agent.metrics.StatusGauges}
 * reads the daemon's status, and {@link io.edgesync.agent.metrics.Telemetry} brings the figures out.
 *
 * <pre>sessions → SyncObserver → SyncMetrics → registry → /metrics, OTLP</pre>
 *
 * <p>Observers are called on the threads that work and must not block. Tags come from enumerations: no name of a peer, project or artifact is ever
 * one. The registries for Prometheus and OTLP are loaded only where they are asked for.
 */
@NullMarked
package io.edgesync.agent.metrics;

import org.jspecify.annotations.NullMarked;
