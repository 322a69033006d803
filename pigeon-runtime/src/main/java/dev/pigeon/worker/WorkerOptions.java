package dev.pigeon.worker;

import dev.pigeon.admission.Admission;
import dev.pigeon.flow.FlowLimits;
import dev.pigeon.pace.Ticker;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a worker is started with.
 *
 * @param identity which worker this is
 * @param maxJobs how many commands may run at once
 * @param clientLostAfter how long a client that shows signs of life may stop doing so
 * @param endsAfter how long no heartbeat may get through before the worker ends what it runs, since
 *     others take it for dead; zero for never
 * @param flow how much output may lie in the store; each client chooses its own window
 * @param environment the environment that commands start from
 * @param settings what may change while it runs; asked about once a second
 * @param place where the store is, for messages
 * @param ticker the clocks
 * @param admission who may have what run
 */
public record WorkerOptions(
    WorkerIdentity identity,
    int maxJobs,
    Duration clientLostAfter,
    Duration endsAfter,
    FlowLimits flow,
    Map<String, String> environment,
    Supplier<WorkerSettings> settings,
    String place,
    Ticker ticker,
    Admission admission) {}
