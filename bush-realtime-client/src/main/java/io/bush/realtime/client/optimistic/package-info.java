/** What users see before the server has said yes: predictions, their confirmation and their rollback. */
package io.bush.realtime.client.optimistic;
