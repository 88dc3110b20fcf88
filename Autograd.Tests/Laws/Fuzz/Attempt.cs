using Autograd.Core;

namespace Autograd.Tests.Laws.Fuzz;

/// <summary>
/// What came of a call: a value, or a refusal that is one of the documented kinds, says who refuses and costs next to no memory; or a
/// fault.
/// </summary>
internal readonly record struct Attempt<T>(T? Value, Exception? Refusal, string? Fault)
{
    public bool Succeeded => Refusal is null && Fault is null;
}

/// <summary>Tries a call.</summary>
internal static class Attempt
{
    // Of small tensors: what ops keep aside, and what absurd sizes would take if nobody looked first.
    private const long Slack = 96 << 20;
    private const int Times = 256;

    public static Attempt<T> Of<T>(string name, Func<T> call, Func<T, long> bytes)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Attempt<T> attempt = Once(name, call);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before, warranted = Slack
            + (attempt.Succeeded ? Times * bytes(attempt.Value!) : 0);
        if (allocated > warranted)
        {
            return new(default, null, FormattableString.Invariant(
                $"it took {allocated:N0} bytes {(attempt.Refusal is { } refusal ? $"and was refused: {refusal.Message}" : "")}"));
        }

        return attempt;
    }

    private static Attempt<T> Once<T>(string name, Func<T> call)
    {
        try
        {
            return new(call(), null, null);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            return exception.Message.Contains(name, StringComparison.Ordinal)
                ? new(default, exception, null)
                : new(default, null, $"the refusal does not name {name}: {OneLine(exception)}");
        }
        catch (Exception exception)
        {
            return new(default, null, OneLine(exception));
        }
    }

    private static string OneLine(Exception exception) =>
        $"{exception.GetType().Name}: {exception.Message} " +
            $"{exception.StackTrace?.Split('\n').FirstOrDefault(line => line.Contains("Autograd.Core", StringComparison.Ordinal))?.Trim()}";
}
