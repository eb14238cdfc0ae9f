package io.edgesync.sync.memory;

import io.edgesync.xfer.card.CardLimits;
import io.edgesync.xfer.content.MemoryBudget;
import io.edgesync.xfer.envelope.BodyForm;
import io.edgesync.xfer.round.Transport;
import io.edgesync.xfer.testing.TransportContract;

class LoopTransportTest extends TransportContract {

  @Override
  protected Transport connect(Answering answering) {
    return new LoopTransport("loop", (round, request) -> answering.answer(request), CardLimits.DEFAULT,
        new MemoryBudget(64 << 20), BodyForm.ZLIB);
  }
}
