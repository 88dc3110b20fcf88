using Autograd.Core;
using SampleTools;

namespace NextCharacter;

/// <summary>The sample: a recurrent network, or a transformer, learns to predict the next character of a text, and writes some.</summary>
internal static class Program
{
    private static int Main(string[] args) => Run(args, Console.Out, Console.Error);

    /// <summary>Runs the program; returns its exit code, 1 where something was wrong, of which one line then tells.</summary>
    internal static int Run(string[] args, TextWriter output, TextWriter error) =>
        CommandLine.Run(args, output, error, (options, session) => Learn(options, session, output));

    private static void Learn(Options options, Session session, TextWriter output)
    {
        Corpus corpus = Corpus.Load(options.Text);
        var teacher = new Teacher(corpus, options);
        var report = new Report(output, SampleProgram.Screen(output));
        report.Introduce(corpus, options, teacher.Reader.ParameterCount);
        Reader reader = ProgressBars.Follow(output, ["training"], [options.Steps], stepped => teacher.Train(session, () => stepped(0)));

        var trigram = new Trigram(corpus);
        report.Show(corpus, trigram, trigram.Loss(corpus.HeldOut), options.Model, Teacher.Loss(reader, corpus.HeldOut));
        if (options.Length > 0)
        {
            var generator = new Generator(options.Seed).Fork(1);
            report.Show(Writer.Write(reader, corpus, options.Length, options.Beta, generator), options.Beta);
        }

        output.WriteLine(FirstStep.Text());
    }
}
