using Autograd.Core;
using SampleTools;
using TabularClassifier;

namespace Autograd.Tests.Samples;

/// <summary>What the command line from a table to predictions does when its user stops it, or nothing can be written.</summary>
public sealed class TabularClassifierOutputTests
{
    [Test]
    public void What_heeds_no_request_to_stop_is_left_alone()
    {
        Session.StopsAfter.Value = 1;
        using var session = new Session();
        Session.StopsAfter.Value = 0;
        int threads = Stoppable.Do(session, () => ThreadLimit.Current);
        threads.ShouldBe(ThreadLimit.Current);
        Should.Throw<SampleException>(() => Stoppable.Do<int>(session, () => throw new SampleException("as it is")))
            .Message.ShouldBe("as it is");
        bool isEnded = false;
        var working = new TaskCompletionSource();
        Should.Throw<OperationCanceledException>(() => Stoppable.Do(session, () =>
        {
            session.Stepped();
            isEnded = working.Task.Wait(TimeSpan.FromSeconds(60));
            return isEnded;
        })).Message.ShouldBe("Stopped: nothing was written");
        isEnded.ShouldBeFalse();
        working.SetResult();
    }

    [TestCase("--help")]
    [TestCase("example")]
    public void An_output_that_is_full_is_one_line_and_exit_code_1_even_where_the_line_cannot_be_told(string command)
    {
        using var full = new FullWriter();
        using var error = new StringWriter();
        TabularClassifier.Program.Run([command], full, error).ShouldBe(1);
        error.ToString().TrimEnd().ShouldBe("standard output: No space left on device");
        TabularClassifier.Program.Run([command], full, full).ShouldBe(1);
    }

    [Test]
    public void No_text_out_of_a_file_steers_a_terminal() =>
        TabularClassifier.Lines.Plain("a\u001b[31mb\u009b\r\nc").ShouldBe("a?[31mb??\nc");

    private sealed class FullWriter : StringWriter
    {
        public override void Write(char value) => throw new IOException("No space left on device");

        public override void Write(string? value) => throw new IOException("No space left on device");

        public override void WriteLine(string? value) => throw new IOException("No space left on device");
    }
}
