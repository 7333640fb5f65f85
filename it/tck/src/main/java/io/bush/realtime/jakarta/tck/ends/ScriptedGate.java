package io.bush.realtime.jakarta.tck.ends;

import io.bush.realtime.ConnectionGate;
import io.bush.realtime.polling.PollReply;
import io.bush.realtime.polling.PollRequest;
import io.bush.realtime.transport.Admission;
import io.bush.realtime.transport.Handshake;
import io.bush.realtime.transport.Transport;
import io.bush.realtime.transport.TransportListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A gate that answers as told and records every connection. */
public final class ScriptedGate implements ConnectionGate {

    private final RecordedConnection.Script script;
    private final List<RecordedConnection> connections = new ArrayList<>();
    private Admission admission = new Admission.Admitted();
    private CompletionStage<Admission> tokenAnswer = CompletableFuture.completedFuture(new Admission.Admitted());
    private int admissions;
    private int tokenChecks;

    /**
     * Makes a gate that admits everybody.
     *
     * @param script what every connection does
     */
    public ScriptedGate(RecordedConnection.Script script) {
        this.script = script;
    }

    /**
     * Sets the next answers to {@link #admit}.
     *
     * @param answer the answer
     */
    public synchronized void admits(Admission answer) {
        admission = answer;
    }

    /**
     * Sets the next answers to {@link #checkToken}.
     *
     * @param answer the answer, also one that comes later
     */
    public synchronized void answersTokens(CompletionStage<Admission> answer) {
        tokenAnswer = answer;
    }

    @Override
    public synchronized Admission admit(Handshake handshake) {
        admissions++;
        return admission;
    }

    @Override
    public synchronized CompletionStage<Admission> checkToken(Handshake handshake) {
        tokenChecks++;
        notifyAll();
        return tokenAnswer;
    }

    @Override
    public TransportListener open(Handshake handshake, Transport transport) {
        RecordedConnection connection = new RecordedConnection(handshake, transport, script);
        synchronized (this) {
            connections.add(connection);
            notifyAll();
        }
        script.onOpen(connection);
        return connection;
    }

    @Override
    public CompletionStage<PollReply> poll(Handshake handshake, PollRequest request) {
        return CompletableFuture.completedFuture(
                PollReply.refusal(503, "temporarily_unavailable", "nobody polls here", Duration.ZERO));
    }

    /**
     * Waits for a connection.
     *
     * @param number which, from 0
     * @return the connection
     */
    public RecordedConnection connection(int number) {
        Wait.until(this, "connection " + number, () -> connections.size() > number);
        synchronized (this) {
            return connections.get(number);
        }
    }

    /** Waits until a token was asked about. */
    public void awaitTokenCheck() {
        Wait.until(this, "a token check", () -> tokenChecks > 0);
    }

    /**
     * Returns how many connections were opened.
     *
     * @return the number
     */
    public synchronized int opened() {
        return connections.size();
    }

    /**
     * Returns how often {@link #admit} was asked.
     *
     * @return the number
     */
    public synchronized int admissions() {
        return admissions;
    }
}
