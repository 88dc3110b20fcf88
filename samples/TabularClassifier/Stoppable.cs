using Autograd.Core;
using SampleTools;

namespace TabularClassifier;

/// <summary>Does what heeds no request to stop: the user's ends the wait for it.</summary>
internal static class Stoppable
{
    /// <summary>Does it; what it throws is thrown here.</summary>
    /// <param name="session">The run.</param>
    /// <param name="work">What to do; it is left alone when the session stops, for the process then ends.</param>
    /// <exception cref="OperationCanceledException">The user stopped it.</exception>
    internal static T Do<T>(Session session, Func<T> work)
    {
        int threads = ThreadLimit.Current;
        try
        {
            session.Stop.ThrowIfCancellationRequested();
            return Task.Run(() =>
            {
                using var limit = new ThreadLimit(threads);
                return work();
            }).WaitAsync(session.Stop).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException error) when (session.Stop.IsCancellationRequested)
        {
            throw new OperationCanceledException("Stopped: nothing was written", error);
        }
    }
}
