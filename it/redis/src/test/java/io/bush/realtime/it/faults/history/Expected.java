package io.bush.realtime.it.faults.history;

import io.bush.realtime.channel.Channel;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is known of a run besides what was seen: how it has to end, once it is quiet.
 *
 * @param keepsData whether Redis kept what it had acknowledged
 * @param heads the newest id of each channel in the end; a channel without one could not be asked
 * @param logs what the log holds in the end, event numbers by id, from the first event of the epoch on; a channel without
 *     one has lost its beginning
 * @param subscribed which channels each living client has to be subscribed to
 * @param denied users who may not be subscribed to anything
 * @param present who is present where, and with which status
 */
public record Expected(
        boolean keepsData,
        Map<Channel, String> heads,
        Map<Channel, Map<String, Integer>> logs,
        Map<String, List<Channel>> subscribed,
        Set<String> denied,
        Map<Channel, Map<String, String>> present) {}
