namespace Autograd.Distributed;

/// <summary>What started this process, as its environment tells.</summary>
internal static class Launcher
{
    // Open MPI's mpirun sets the first, Slurm's srun --mpi=pmix the second; Hydra, which starts MPICH's and Intel's programs, the third.
    private const string OpenMpi = "OMPI_COMM_WORLD_SIZE", Pmix = "PMIX_RANK", Hydra = "PMI_RANK", OpenMpiRank = "OMPI_COMM_WORLD_RANK";

    // For the first to have spoken before the starter ends all, who has seen one end.
    private const int Patience = 500;

    /// <summary>Whether there may be other processes; where not, no library is needed.</summary>
    /// <param name="environment">Gives a variable of the environment, or null.</param>
    /// <exception cref="MpiException">The processes were started by another MPI.</exception>
    public static bool StartsSeveral(Func<string, string?> environment)
    {
        if (environment(OpenMpi) is not null || environment(Pmix) is not null)
        {
            return true;
        }

        return environment(Hydra) is null ? false : throw new MpiException(
            $"MpiWorld: this process was started by the mpirun of another MPI ({Hydra} is set, as MPICH and Intel MPI do), and " +
            "expected is that of Open MPI 4.1 (Debian: openmpi-bin; it is also called mpirun.openmpi).");
    }

    /// <summary>
    /// The processes could not meet: the first one says why, in a line, where the runtime would have each of them tell it in many.
    /// </summary>
    public static void Failed(object sender, UnhandledExceptionEventArgs failure)
    {
        if (failure.ExceptionObject is not MpiException error)
        {
            return;
        }

        if (Array.Exists([OpenMpiRank, Pmix, Hydra], name => Environment.GetEnvironmentVariable(name) is { Length: > 0 } and not "0"))
        {
            Thread.Sleep(Patience);
            LastWords.End();
        }

        LastWords.Say(error.Message);
    }
}
