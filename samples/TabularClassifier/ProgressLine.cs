using System.Diagnostics;
using System.Globalization;
using Autograd.Data;
using Autograd.Nn;
using SampleTools;

namespace TabularClassifier;

/// <summary>
/// Tells how far something long has come: on a terminal in one line that changes, elsewhere in a line now and then, and of what is short
/// nothing.
/// </summary>
internal sealed class ProgressLine(TextWriter output, Session session) : IProgress<TabularProgress>, IProgress<SweepProgress>, IDisposable
{
    private const double TerminalSeconds = 0.1, FirstSeconds = 2, Growth = 1.25;

    private readonly bool _isTerminal = SampleProgram.IsTerminal(output);
    private readonly long _start = Stopwatch.GetTimestamp();
    private double _next = SampleProgram.IsTerminal(output) ? TerminalSeconds : FirstSeconds;
    private int _written;

    public void Report(TabularProgress value)
    {
        session.Stepped();
        if (value.Epochs > 0 && IsDue())
        {
            // The first epochs compile the program, too, and would frighten; a training of few has no more.
            bool isKnown = value.Epoch >= Math.Min(5, value.Epochs) && (value.Stage != "trial" || !double.IsNaN(value.Validation));
            string network = value.Networks == 1 ? "" : Text($"network {value.Network} of {value.Networks}: ");
            string validation = double.IsNaN(value.Validation) ? "" : Text($", validation {value.Validation:G4}");
            string left = isKnown ? Left(value.Left) : "";
            Write($"{network}{value.Stage}, epoch {Text($"{value.Epoch} of {value.Epochs}")}{validation}{left}");
        }
    }

    public void Report(SweepProgress value)
    {
        if (IsDue())
        {
            TimeSpan? left = value.Done == 0 ? null : value.Elapsed * ((double)(value.Count - value.Done) / value.Done);
            Write(Text($"{value.Done} of {value.Count} parts measured") + Left(left));
        }
    }

    /// <summary>Clears the line.</summary>
    public void Dispose()
    {
        if (_isTerminal && _written > 0)
        {
            output.Write("\r" + new string(' ', _written) + "\r");
        }
    }

    private bool IsDue()
    {
        double now = Stopwatch.GetElapsedTime(_start).TotalSeconds;
        if (now < _next)
        {
            return false;
        }

        _next = _isTerminal ? now + TerminalSeconds : now * Growth;
        return true;
    }

    private void Write(string text)
    {
        if (!_isTerminal)
        {
            output.Write(Lines.Wrapped(text, 2, 4));
            return;
        }

        int width = Math.Min(80, SampleProgram.Columns(output)) - 1;
        text = text.Length > width ? text[..width] : text;
        output.Write("\r" + text.PadRight(_written));
        _written = text.Length;
    }

    private static string Left(TimeSpan? left) => left is { } time ? "; " + (time.TotalMinutes >= 2
        ? Text($"{time.TotalMinutes:F0} min left at most") : Text($"{time.TotalSeconds:F0} s left at most")) : "";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
