process.once('message', ({ code }) => {
  process.send({ result: (0, eval)(code) });
  process.disconnect();
});
