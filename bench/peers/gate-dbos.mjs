// DBOS: a workflow that waits in recv() and then takes its step, and a send() to it; PostgreSQL at the durability that it comes with.
import { DBOS } from '@dbos-inc/dbos-sdk';
import { tripOf, wire } from './gate-work.mjs';
import { startPostgres } from './postgres.mjs';

export async function open(folder) {
  const { url, stop } = await startPostgres(folder);
  DBOS.setConfig({ name: 'bench', systemDatabaseUrl: url, logLevel: 'error', runAdminServer: false });
  const ask = DBOS.registerWorkflow(
    async (input) => {
      if ((await DBOS.recv('decision', 60)) !== 'approve') throw new Error('denied');
      return DBOS.runStep(() => wire.run(input), { name: 'wire' });
    },
    { name: 'ask' },
  );
  await DBOS.launch();
  const trip = tripOf(async () => {
    const handle = await DBOS.startWorkflow(ask)(wire.input);
    return async () => {
      await DBOS.send(handle.workflowID, 'approve', 'decision');
      await handle.getResult();
    };
  });
  const close = async () => {
    await DBOS.shutdown();
    await stop();
  };
  return { trip, close };
}
