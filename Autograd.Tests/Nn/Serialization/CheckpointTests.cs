using Autograd.Core;
using Autograd.Nn;
using Autograd.Tests.Nn.Training;

namespace Autograd.Tests.Nn.Serialization;

/// <summary>Checkpoints are of one training, whole or refused, and nothing is lost where one cannot be written.</summary>
public sealed class CheckpointTests
{
    private static readonly TensorDataset s_data = TrainerProblem.Data(60);

    [Test]
    public void A_loop_of_ones_own_saves_and_loads_what_it_is_made_of()
    {
        using var folder = new TemporaryFolder();
        (Sequential model, Adam optimizer, DataLoader loader) = Parts();
        Train(model, optimizer, loader);
        Dictionary<string, string> notes = new() { ["epoch"] = "1", ["weird \n \u20ac"] = "" };
        Checkpoint.Save(folder.File("run"), model, [("optimizer", optimizer), ("train", loader)], notes);
        Train(model, optimizer, loader);

        (Sequential other, Adam otherOptimizer, DataLoader otherLoader) = Parts(seed: 9);
        Checkpoint checkpoint = Checkpoint.Load(folder.File("run"), other, [("train", otherLoader), ("optimizer", otherOptimizer)]);
        Train(other, otherOptimizer, otherLoader);
        TrainerProblem.Bits(other).ShouldBe(TrainerProblem.Bits(model));
        checkpoint.Notes.ShouldBe(notes);
        checkpoint.Warning.ShouldBeNull();
        (DateTimeOffset.UtcNow - checkpoint.Written!.Value).ShouldBeLessThan(TimeSpan.FromMinutes(10));
    }

    [Test]
    public void Its_weights_are_read_as_any_others()
    {
        using var folder = new TemporaryFolder();
        (Sequential model, Adam optimizer, DataLoader loader) = Parts();
        Checkpoint.Save(folder.File("run"), model, [("optimizer", optimizer), ("train", loader)]);
        Sequential other = TrainerProblem.Model().Initialize(8);
        other.Load(folder.File("run")).Unexpected.ShouldBeEmpty();
        TrainerProblem.Bits(other).ShouldBe(TrainerProblem.Bits(model));
    }

    [Test]
    public void What_does_not_fit_changes_nothing()
    {
        using var folder = new TemporaryFolder();
        (Sequential model, Adam optimizer, DataLoader loader) = Parts();
        Train(model, optimizer, loader);
        string path = folder.File("run");
        Checkpoint.Save(path, model, [("optimizer", optimizer), ("train", loader)]);

        (Sequential other, Adam otherOptimizer, DataLoader otherLoader) = Parts(seed: 9);
        Train(other, otherOptimizer, otherLoader);
        byte[] before = Everything();
        Refused([("optimizer", otherOptimizer)]).ShouldContain("[optimizer, train], and what it is to be loaded into is of [optimizer]");
        Refused([("optimizer", otherOptimizer), ("train", new DataLoader(TrainerProblem.Data(30), 7, seed: 3))]).ShouldContain("30");
        Refused([("train", otherLoader), ("optimizer", new Sgd(other.Parameters(), 0.1, momentum: 0.9))]).ShouldContain("Sgd");
        var stranger = new Linear(4, 3);
        Should.Throw<TensorFileException>(() => Checkpoint.Load(path, stranger, [("optimizer", otherOptimizer), ("train", otherLoader)]))
            .Message.ShouldContain("'weight' is missing");
        Should.Throw<ArgumentException>(() => Checkpoint.Save(path, model, [("a/b", optimizer)])).Message.ShouldContain("slash");
        Should.Throw<ArgumentException>(() => Checkpoint.Save(path, model, [("a", optimizer), ("a", loader)])).Message
            .ShouldContain("twice");
        Everything().ShouldBe(before);

        model.Save(folder.File("weights"));
        Should.Throw<TensorFileException>(() => Checkpoint.Load(folder.File("weights"), other, [])).Message.ShouldContain("model.Load");

        string Refused(IReadOnlyList<(string, IStateful)> parts) =>
            Should.Throw<TensorFileException>(() => Checkpoint.Load(path, other, parts)).Message;

        byte[] Everything() => [.. TrainerProblem.Bits(other), .. State(otherOptimizer), .. State(otherLoader)];

        static IEnumerable<byte> State(IStateful part) => part.StateDict().SelectMany(named => Laws.Numbers.Bits(named.Value));
    }

    [Test]
    public void Another_width_of_vectors_is_warned_of_and_a_later_version_refused()
    {
        using var folder = new TemporaryFolder();
        (Sequential model, _, _) = Parts();
        string path = folder.File("run");
        Checkpoint.Save(path, model, []);
        Rewrite("autograd.machine", "an abacus");
        Checkpoint.Load(path, model, []).Warning.ShouldNotBeNull().ShouldContain("was written on an abacus");
        Rewrite("autograd.checkpoint", "2");
        Should.Throw<TensorFileException>(() => Checkpoint.Load(path, model, [])).Message.ShouldContain("a checkpoint of version 2");

        void Rewrite(string name, string value)
        {
            IReadOnlyDictionary<string, Tensor> tensors = SafeTensors.Read(path);
            using var file = SafeTensorsFile.Open(path);
            SafeTensors.Write(path, tensors, new Dictionary<string, string>(file.Metadata) { [name] = value });
        }
    }

    private static (Sequential Model, Adam Optimizer, DataLoader Loader) Parts(ulong seed = 5)
    {
        Sequential model = TrainerProblem.Model().Initialize(seed);
        return (model, new Adam(model.Parameters(), 0.01), new DataLoader(s_data, batchSize: 7, seed: 3));
    }

    private static void Train(Sequential model, Adam optimizer, DataLoader loader)
    {
        var trainer = new Trainer(model, new CrossEntropyLoss(), optimizer);
        foreach (Batch batch in loader.Take(3))
        {
            trainer.Step(batch);
        }
    }
}
